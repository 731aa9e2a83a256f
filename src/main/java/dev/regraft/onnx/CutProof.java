package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/** Proves that a prepared file gives what the whole model has at the cut: a cut that went wrong would be learned from for ever. */
final class CutProof {

    /** Largest difference, by the largest number there is. */
    static final double TOLERANCE = 1e-5;

    private CutProof() {
    }

    /**
     * Runs both on made-up inputs.
     *
     * @param model the whole model
     * @param tensor where it was cut
     * @param prepared a file with one output
     * @param expected what that output should be, by the tensor
     * @throws UnusableModelException if it is not, or not finite
     * @throws IOException if the whole model cannot be written beside the prepared one
     */
    static void require(ModelProto model, String tensor, Path prepared, BiFunction<Probe, Probe.Result, float[]> expected)
            throws IOException {
        try (OrtSession.SessionOptions options = SessionKind.REFERENCE.options();
                WholeModel whole = WholeModel.of(model, List.of(tensor), prepared.toAbsolutePath().getParent(), SessionKind.REFERENCE);
                OrtSession cut = OnnxRuntime.createSession(prepared, options)) {
            String output = cut.getOutputNames().iterator().next();
            for (Probe probe : List.of(Probe.LARGE, Probe.SMALL)) {
                requireSame(expected.apply(probe, whole.run(probe, tensor)), probe.run(cut, output).values(), tensor, TOLERANCE);
            }
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot run the model: " + e.getMessage(), e);
        }
    }

    static void requireSame(float[] expected, float[] found, String tensor, double tolerance) {
        double largest = 0;
        double difference = expected.length == found.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(expected.length, found.length); i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - found[i]));
        }
        if (!Double.isFinite(largest)) {
            throw new UnusableModelException("features must be finite numbers: " + tensor);
        }
        if (!(difference <= tolerance * largest)) {
            throw new UnusableModelException("the prepared file must give what the model has at " + tensor + ", within " + tolerance
                    + " of the largest number: " + difference + " of " + largest);
        }
    }
}
