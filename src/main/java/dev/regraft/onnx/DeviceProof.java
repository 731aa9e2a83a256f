package dev.regraft.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a device makes the features that the processors make: heads learned from the ones meet the others, as the digest of a feature
 * space does not name the device.
 */
final class DeviceProof {

    /** What rounding moves a feature by at most; sums in another order move it by a hundredth of that. */
    static final double TOLERANCE = 1.0 / (1 << 14);

    private DeviceProof() {
    }

    /**
     * Runs a prepared file on the processors too, on made-up inputs.
     *
     * @param onDevice the file, open on the device
     * @return the largest difference between two features; NaN if some are no numbers
     * @throws OrtException if the runtime fails
     */
    static double difference(Path file, OrtSession onDevice) throws OrtException {
        double largest = 0;
        try (OrtSession.SessionOptions options = SessionKind.REFERENCE.options();
                OrtSession reference = OnnxRuntime.createSession(file, options)) {
            for (Probe probe : List.of(Probe.LARGE, Probe.SMALL)) {
                float[] expected = probe.run(reference, FeatureNodes.FEATURES).values();
                float[] found = probe.run(onDevice, FeatureNodes.FEATURES).values();
                for (int i = 0; i < expected.length; i++) {
                    largest = Math.max(largest, Math.abs(expected[i] - found[i]));
                }
            }
        }
        return largest;
    }
}
