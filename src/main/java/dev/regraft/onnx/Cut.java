package dev.regraft.onnx;

import java.util.List;

/**
 * A tensor at which a network can be cut: what is behind it is dropped, and it becomes the features.
 *
 * @param tensor its name
 * @param operator what makes it
 * @param type of its numbers: {@code fp16}, {@code fp32} or {@code fp64}
 * @param shape -1 for a length that depends on what the network is given
 * @param parameters numbers in the weights that are left
 * @param recommended whether the network is cut here unless another place is named
 */
public record Cut(String tensor, String operator, String type, List<Long> shape, long parameters, boolean recommended) {
}
