package dev.regraft.backbone;

/**
 * An image as a network takes it.
 *
 * @param rgb {@code height × width × 3}, row-major
 * @param length the work that it is, in tokens of a text that take as long
 */
record FramedImage(byte[] rgb, int length) implements PreparedInput {
}
