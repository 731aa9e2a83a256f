package dev.regraft.feature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Vectors that were made elsewhere, as features: the number one is appended to an input's numbers x, and the whole is brought to length one,
 * (x, 1) / √(|x|² + 1).
 *
 * <p>So numbers of any size fit, and what they say to a classifier is kept: the score w · x + b of a label becomes (w, b) · (x, 1) times what is the
 * same for all labels, so the greatest stays the greatest. Of x / |x| alone, vectors that differ by their length only would be one (measured:
 * {@code package-info}). It is a function of the one vector: nothing is scaled by other examples, which would make a set depend on its order.
 */
public final class GivenVectors {

    /** Name of the backbone of a task that takes them. */
    public static final String BACKBONE = "none";

    private GivenVectors() {
    }

    /**
     * The space that vectors of so many numbers live in: of one dimension more.
     *
     * @param numbers at least 1
     */
    public static FeatureSpace space(int numbers) {
        return new FeatureSpace(BACKBONE, digest("vectors of %d numbers, and 1; norm l2".formatted(numbers)), numbers + 1);
    }

    /** Whether the vectors of a space were made elsewhere. */
    public static boolean areOf(FeatureSpace space) {
        return space.backbone().equals(BACKBONE);
    }

    /** How many numbers the inputs of a space have. */
    public static int numbers(FeatureSpace space) {
        return space.dimension() - 1;
    }

    /**
     * The features of an input.
     *
     * @param numbers finite, at least one of them
     * @throws RefusedException if a number is not finite, or all are too small to tell from 0
     */
    public static Features features(double[] numbers) {
        double largest = 1;
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                throw new RefusedException("invalid-input", "features[" + i + "]", "features must be finite numbers: " + numbers[i]);
            }
            largest = Math.max(largest, Math.abs(numbers[i]));
        }
        double square = 1 / largest / largest;
        for (double number : numbers) {
            square += number / largest * (number / largest);
        }
        double length = Math.sqrt(square);
        short[] values = new short[numbers.length + 1];
        boolean saysNothing = true;
        for (int i = 0; i < numbers.length; i++) {
            values[i] = (short) Math.rint(numbers[i] / largest / length * Features.ONE);
            saysNothing &= values[i] == 0;
        }
        if (saysNothing) {
            throw new RefusedException("invalid-input", "features", "features must not all be closer to 0 than 1/" + 2 * Features.ONE
                    + " (numbers around 1 are kept best): the largest is " + largest(numbers));
        }
        values[numbers.length] = (short) Math.rint(1 / largest / length * Features.ONE);
        return Features.ofFixedPoint(values);
    }

    private static double largest(double[] numbers) {
        double largest = 0;
        for (double number : numbers) {
            largest = Math.abs(number) > Math.abs(largest) ? number : largest;
        }
        return largest;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
