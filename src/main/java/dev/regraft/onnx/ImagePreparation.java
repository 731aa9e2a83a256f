package dev.regraft.onnx;

/**
 * What is made of an image network.
 *
 * @param scale what it takes for a byte
 * @param height of the images that it is given
 * @param width of the images that it is given
 * @param cut the tensor behind which it is cut; null where {@link CutFinder} says
 * @param pooling how places become one vector; null as the tensor's shape says
 */
public record ImagePreparation(PixelScale scale, int height, int width, String cut, PlacePooling pooling) {
}
