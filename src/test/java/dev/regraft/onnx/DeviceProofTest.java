package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceProofTest {

    @TempDir
    Path folder;

    @Test
    void theSameNetworkMakesTheSameFeatures() throws OrtException {
        Path file = ToyEncoder.composed(folder, 13, Pooling.MEAN);
        try (OrtSession session = open(file)) {
            assertEquals(0, DeviceProof.difference(file, session));
        }
    }

    /** A device that makes other features is one whose network might as well be another. */
    @Test
    void anotherNetworkIsTold() throws OrtException {
        Path file = ToyEncoder.composed(folder, 13, Pooling.MEAN);
        try (OrtSession session = open(ToyEncoder.composed(folder, 13, Pooling.CLS))) {
            double difference = DeviceProof.difference(file, session);
            assertTrue(difference > DeviceProof.TOLERANCE, "difference: " + difference);
        }
    }

    private static OrtSession open(Path file) throws OrtException {
        try (OrtSession.SessionOptions options = SessionKind.BACKBONE.options()) {
            return OnnxRuntime.createSession(file, options);
        }
    }
}
