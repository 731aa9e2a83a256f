package dev.regraft.onnx;

/** An ONNX file was refused, or failed in the runtime: the rule it broke with the value that broke it. */
public final class UnusableModelException extends RuntimeException {

    public UnusableModelException(String message) {
        super(message);
    }

    public UnusableModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
