package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticKernelTest {

    private static FloatBuffer random(Random random, int numbers) {
        FloatBuffer buffer = LogisticKernel.room(numbers);
        for (int i = 0; i < numbers; i++) {
            buffer.put(i, (float) random.nextGaussian());
        }
        return buffer;
    }

    private static void requireEqual(double[] expected, FloatBuffer actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual.get(i), tolerance, "number " + i);
        }
    }

    private static double[] product(FloatBuffer x, FloatBuffer w, int m, int p, int classes) {
        double[] z = new double[m * classes];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < p; j++) {
                for (int k = 0; k < classes; k++) {
                    z[i * classes + k] += (double) x.get(i * p + j) * w.get(j * classes + k);
                }
            }
        }
        return z;
    }

    private static double[] softmax(double[] z, double scale, int classes) {
        double[] p = new double[z.length];
        for (int from = 0; from < z.length; from += classes) {
            double sum = 0;
            for (int i = from; i < from + classes; i++) {
                p[i] = Math.exp(scale * z[i]);
                sum += p[i];
            }
            for (int i = from; i < from + classes; i++) {
                p[i] /= sum;
            }
        }
        return p;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,3,13", "3,1,1", "13,207,3", "207,13,1", "3,385,150", "256,385,150", "385,128,1025"})
    void stepsEqualTheirDefinitions(int m, int p, int classes) {
        Random random = new Random(m * 31 + p * 7 + classes);
        FloatBuffer x = random(random, m * p);
        FloatBuffer w = random(random, p * classes);
        double[] z = product(x, w, m, p, classes);
        double tolerance = 3e-6 * Math.sqrt(p) * 10;
        FloatBuffer scores = LogisticKernel.room(m * classes);
        FloatBuffer probabilities = LogisticKernel.room(m * classes);
        LogisticKernel.scores(x, w, m, p, classes, scores);
        requireEqual(z, scores, tolerance);
        LogisticKernel.ofOneLabel(x, w, m, p, classes, probabilities);
        requireEqual(softmax(z, 1, classes), probabilities, tolerance);
        FloatBuffer again = LogisticKernel.room(m * classes);
        LogisticKernel.ofManyLabels(x, w, m, p, classes, again, probabilities);
        requireEqual(z, again, tolerance);
        double[] sigmoid = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            sigmoid[i] = 1 / (1 + Math.exp(-z[i]));
        }
        requireEqual(sigmoid, probabilities, tolerance);
        FloatBuffer scale = LogisticKernel.room(1).put(0, 0.3f);
        LogisticKernel.softmax(scores, scale, m, classes, probabilities);
        requireEqual(softmax(z, 0.3f, classes), probabilities, tolerance);
        FloatBuffer transposed = LogisticKernel.room(m * p);
        for (int i = 0; i < m * p; i++) {
            transposed.put(i % p * m + i / p, x.get(i));
        }
        FloatBuffer gradient = LogisticKernel.room(p * classes);
        LogisticKernel.gradient(x, probabilities, m, p, classes, gradient);
        requireEqual(product(transposed, probabilities, p, m, classes), gradient, 3e-6 * Math.sqrt(m) * 10);
    }

    @Test
    void writesOnlyTheResult() {
        FloatBuffer z = LogisticKernel.room(3).put(0, 7).put(1, 7).put(2, 7);
        FloatBuffer two = LogisticKernel.room(2).put(0, 2).put(1, 9);
        LogisticKernel.scores(two, two, 1, 1, 1, z);
        assertEquals(4, z.get(0));
        assertEquals(7, z.get(1));
        assertEquals(7, z.get(2));
    }

    @Test
    void refusesBufferThatIsTooShortOrNotDirect() {
        FloatBuffer six = LogisticKernel.room(6);
        var refusal = assertThrows(IllegalArgumentException.class, () -> LogisticKernel.scores(six, six, 3, 3, 2, six));
        assertEquals("a buffer must hold 3 × 3 numbers, at least one: 6", refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> LogisticKernel.scores(six, six, 0, 3, 2, six));
        assertThrows(IllegalArgumentException.class, () -> LogisticKernel.scores(FloatBuffer.allocate(6), six, 2, 3, 2, six));
    }
}
