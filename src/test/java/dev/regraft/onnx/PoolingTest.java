package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PoolingTest {

    private static final int LENGTH = 23;
    private static final int ROWS = 64;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"7,last", "9,last", "10,last", "13,last", "21,last", "26,last", "7,max", "11,max", "13,max", "18,max", "26,max",
        "11,weighted-mean", "13,weighted-mean", "18,weighted-mean", "26,weighted-mean"})
    void leavesOutPadding(int opset, String pooling) {
        // Given a text of four tokens, and one of two and padding that has states of its own
        TokenBatch batch = new TokenBatch(2, 4, new long[] {3, 9, 4, 7, 8, 5, 6, 2}, new long[] {1, 1, 1, 1, 1, 1, 0, 0}, new long[8]);

        // When
        float[] features;
        try (EncoderSession session = EncoderSession.open(ToyText.composed(folder, ToyText.usual(opset).model("states"), null, Pooling.of(pooling)))) {
            features = session.run(batch);
        }

        // Then
        assertRow(pooling, features, 0, 3, 9, 4, 7);
        assertRow(pooling, features, 1, 8, 5);
    }

    private static void assertRow(String pooling, float[] features, int row, long... words) {
        double[] pooled = new double[ToyText.WIDTH];
        for (int i = 0; i < pooled.length; i++) {
            int column = i;
            double[] states = Arrays.stream(words).mapToDouble(word -> ToyText.row(word)[column]).toArray();
            pooled[i] = switch (pooling) {
                case "last" -> states[states.length - 1];
                case "max" -> Arrays.stream(states).max().orElseThrow();
                default -> IntStream.range(0, states.length).mapToDouble(token -> (token + 1) * states[token]).sum();
            };
        }
        double norm = Math.sqrt(Arrays.stream(pooled).map(x -> x * x).sum());
        for (int i = 0; i < pooled.length; i++) {
            assertEquals(pooled[i] / norm, features[row * ToyText.WIDTH + i], 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void sameTokensGiveTheSameBitsAloneAndInAnyBatch(Pooling pooling) {
        try (EncoderSession session = EncoderSession.open(ToyText.composed(folder, ToyText.usual(17).model("states"), null, pooling))) {
            assertSameBits(session, LENGTH);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void paddedTextsGiveTheSameBitsAloneAndInAnyBatch(Pooling pooling) {
        ModelProto fixed = ToyText.of(17, ToyText.input("input_ids", 7, "batch", LENGTH)).input(ToyText.input("attention_mask", 7, "batch", LENGTH))
                .model("states");
        try (EncoderSession session = EncoderSession.open(ToyText.composed(folder, fixed, null, pooling))) {
            assertEquals(LENGTH, session.length().orElseThrow());
            assertSameBits(session, 9);
        }
    }

    private static void assertSameBits(EncoderSession session, int tokens) {
        Random random = new Random(11);
        long[] ids = random.longs((long) ROWS * LENGTH, 0, ToyText.WORDS).toArray();
        List<float[]> alone = IntStream.range(0, ROWS).mapToObj(row -> session.run(batch(ids, row, 1, tokens))).toList();
        for (int rows : new int[] {2, 7, 31, 64}) {
            for (int from = 0; from + rows <= ROWS; from += rows) {
                float[] together = session.run(batch(ids, from, rows, tokens));
                for (int row = 0; row < rows; row++) {
                    assertArrayEquals(alone.get(from + row), Arrays.copyOfRange(together, row * ToyText.WIDTH, (row + 1) * ToyText.WIDTH));
                }
            }
        }
    }

    private static TokenBatch batch(long[] ids, int from, int rows, int tokens) {
        long[] mask = IntStream.range(0, rows * LENGTH).mapToLong(i -> i % LENGTH < tokens ? 1 : 0).toArray();
        return new TokenBatch(rows, LENGTH, Arrays.copyOfRange(ids, from * LENGTH, (from + rows) * LENGTH), mask, new long[rows * LENGTH]);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void networkWithoutAMaskIsPooledByOne(Pooling pooling) {
        ModelProto model = ToyText.of(17, ToyText.tokens("input_ids")).model("states");
        try (EncoderSession session = EncoderSession.open(ToyText.composed(folder, model, null, pooling))) {
            float[] padded = session.run(new TokenBatch(1, 3, new long[] {4, 5, 6}, new long[] {1, 1, 0}, new long[3]));
            assertArrayEquals(session.run(TokenBatch.unpadded(1, 2, new long[] {4, 5}, new long[2])), padded, 1e-7f);
        }
    }

    @Test
    void refusesWeightsByPlaceWhereOperatorsCannotCount() {
        String refusal = assertThrows(UnusableModelException.class,
                () -> ToyText.composed(folder, ToyText.usual(9).model("states"), null, Pooling.WEIGHTED_MEAN)).getMessage();
        assertEquals("weighted-mean pooling needs operators of version 11 or newer: 9", refusal);
    }

    @Test
    void wordsLeadBackToThePooling() {
        for (String word : Pooling.words()) {
            assertEquals(word, Pooling.of(word).word());
        }
        assertTrue(Pooling.words().contains("weighted-mean"));
        assertThrows(IllegalArgumentException.class, () -> Pooling.of("sum"));
    }
}
