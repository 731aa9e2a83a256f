package dev.regraft.onnx;

/** A device that was asked for cannot run networks; the message says why. */
public final class UnusableDeviceException extends RuntimeException {

    UnusableDeviceException(String message) {
        super(message);
    }
}
