package dev.regraft.onnx;

import java.util.List;

/**
 * What a network takes for a byte of an image, for each colour: {@code (byte - mean) / deviation}.
 *
 * @param mean of red, green, blue
 * @param deviation of red, green, blue; above 0
 * @param flipped whether the network takes blue first
 */
public record PixelScale(List<Float> mean, List<Float> deviation, boolean flipped) {

    /** Bytes as they are. */
    public static final PixelScale NONE = same(0, 1);

    private static final int COLOURS = 3;

    public PixelScale {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != COLOURS || !mean.stream().allMatch(Float::isFinite)) {
            throw new IllegalArgumentException("mean must be three finite numbers: " + mean);
        }
        if (deviation.size() != COLOURS || !deviation.stream().allMatch(number -> Float.isFinite(number) && number > 0)) {
            throw new IllegalArgumentException("deviation must be three numbers above 0: " + deviation);
        }
    }

    /** The same for each colour. */
    public static PixelScale same(float mean, float deviation) {
        return new PixelScale(List.of(mean, mean, mean), List.of(deviation, deviation, deviation), false);
    }

    /** What the network takes for a byte of a colour. */
    float of(int colour, int value) {
        return (value - mean.get(colour)) / deviation.get(colour);
    }
}
