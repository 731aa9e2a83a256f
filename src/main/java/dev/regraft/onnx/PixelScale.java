package dev.regraft.onnx;

/**
 * What a network takes for a byte of an image, the same for each colour: {@code (byte - mean) / deviation}.
 *
 * @param mean in [0, 255]
 * @param deviation above 0
 */
public record PixelScale(float mean, float deviation) {

    public PixelScale {
        if (!(mean >= 0 && mean <= 255)) {
            throw new IllegalArgumentException("mean must be in [0, 255]: " + mean);
        }
        if (!(deviation > 0) || Float.isInfinite(deviation)) {
            throw new IllegalArgumentException("deviation must be above 0: " + deviation);
        }
    }
}
