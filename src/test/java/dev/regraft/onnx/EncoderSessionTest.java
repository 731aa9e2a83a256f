package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderSessionTest {

    private static final TokenBatch BATCH = TokenBatch.unpadded(1, 3, new long[] {1, 2, 3}, new long[3]);

    @TempDir
    Path folder;

    @Test
    void closingUnderRunningCallsTurnsLaterOnesAwayAndHurtsNone() throws Exception {
        Path file = ToyEncoder.composed(folder, 11, Pooling.MEAN);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < 30; round++) {
                EncoderSession session = EncoderSession.open(file);
                CountDownLatch running = new CountDownLatch(3);
                List<Future<?>> runs = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    runs.add(threads.submit(() -> runUntilClosed(session, running)));
                }
                running.await();
                session.close();
                for (Future<?> run : runs) {
                    run.get();
                }
            }
        }
    }

    private static void runUntilClosed(EncoderSession session, CountDownLatch running) {
        session.run(BATCH);
        running.countDown();
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> {
            while (true) {
                session.run(BATCH);
            }
        });
        assertEquals("session must be open", refusal.getMessage());
    }

    @Test
    void closingTwiceIsClosingOnce() {
        EncoderSession session = EncoderSession.open(ToyEncoder.composed(folder, 11, Pooling.MEAN));
        session.close();
        session.close();
    }

    @Test
    void opensNoneWhileTheServiceStops() {
        Path file = ToyEncoder.composed(folder, 11, Pooling.MEAN);
        OnnxRuntime.stop();
        try {
            assertThrows(IllegalStateException.class, () -> EncoderSession.open(file));
        } finally {
            OnnxRuntime.start();
        }
    }

    @Test
    void namesTheTokenIdOutsideTheVocabulary() {
        try (EncoderSession session = EncoderSession.open(ToyEncoder.composed(folder, 11, Pooling.MEAN))) {
            TokenBatch unknown = TokenBatch.unpadded(1, 1, new long[] {99}, new long[1]);
            String message = assertThrows(UnusableModelException.class, () -> session.run(unknown)).getMessage();
            assertTrue(message.contains("99"), message);
        }
    }

    @Test
    void refusesAFileThatTheRuntimeCannotLoad() throws IOException {
        Path file = Files.write(folder.resolve("truncated.onnx"), new byte[] {8, 6, 58});
        assertThrows(UnusableModelException.class, () -> EncoderSession.open(file));
    }

    @Test
    void refusesABatchWhoseShapeDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> TokenBatch.unpadded(2, 2, new long[3], new long[3]));
    }
}
