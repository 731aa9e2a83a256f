package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

    @ParameterizedTest
    @CsvSource({"1,1", "1,300", "3,2", "13,3", "13,129", "207,128", "385,5", "385,140"})
    void sumsEqualBigIntegers(int dimension, int examples) {
        Random random = new Random(dimension * 1000 + examples);
        Statistics statistics = new Statistics(dimension);
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            Example example = Example.of("e" + i, new Target.Label("label"), random.nextDouble(100), Map.of(), extremes(random, dimension));
            all.add(example);
            statistics.add(example);
        }
        for (int trial = 0; trial < 20; trial++) {
            int i = random.nextInt(dimension);
            int j = random.nextInt(i, dimension);
            BigInteger expected = BigInteger.ZERO;
            for (Example example : all) {
                expected = expected.add(BigInteger.valueOf(example.weight64())
                        .multiply(BigInteger.valueOf(example.features().fixedPoint(i)))
                        .multiply(BigInteger.valueOf(example.features().fixedPoint(j))));
            }
            assertEquals(expected, BigInteger.valueOf(statistics.secondMoment(i)[j - i]));
        }
    }

    /** Mostly the largest values, where a sum would first be rounded. */
    private static Features extremes(Random random, int dimension) {
        short[] values = new short[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (short) (random.nextInt(4) == 0 ? random.nextInt(-Features.ONE, Features.ONE) : Features.ONE - random.nextInt(3));
        }
        return Features.ofFixedPoint(values);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "3,1", "13,2", "207,3", "384,4"})
    void groupingDoesNotMatter(int dimension, long seed) {
        // Given the same examples added without and with a reading, which folds, now and then
        Random random = new Random(seed);
        Statistics together = new Statistics(dimension);
        Statistics apart = new Statistics(dimension);
        for (int i = 0; i < 300; i++) {
            Example example = Example.of("e" + i, new Target.Label("label-" + i % 3), random.nextDouble(100), Map.of(), extremes(random, dimension));
            together.add(example);
            apart.add(example);
            if (random.nextInt(5) == 0) {
                apart.secondMoment(0);
            }
        }
        // Then
        requireEqual(together, apart, "seed " + seed);
    }

    @Test
    void takesBackExactlyAndForgetsEmptyLabels() {
        Random random = new Random(5);
        Statistics statistics = new Statistics(13);
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(Example.of("e" + i, new Target.Label("label-" + i % 7), random.nextDouble(100), Map.of(), extremes(random, 13)));
        }
        all.forEach(statistics::add);
        statistics.secondMoment(0);
        all.forEach(statistics::remove);
        requireEqual(new Statistics(13), statistics, "seed 5");
    }

    static void requireEqual(Statistics expected, Statistics actual, String message) {
        assertEquals(describe(expected), describe(actual), message);
        for (int i = 0; i < expected.dimension(); i++) {
            assertArrayEquals(expected.secondMoment(i), actual.secondMoment(i), message);
        }
    }

    private static List<String> describe(Statistics statistics) {
        List<String> lines = new ArrayList<>();
        for (LabelSum label : statistics.labels()) {
            StringBuilder line = new StringBuilder(label.label() + " " + label.examples() + " " + label.weight64());
            for (int i = 0; i < statistics.dimension(); i++) {
                line.append(' ').append(label.sum(i));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
