package dev.regraft.backbone;

import dev.regraft.onnx.Cut;
import java.util.List;

/**
 * A tensor at which a backbone's network can be cut.
 *
 * @param tensor its name
 * @param operator what makes it
 * @param type of its numbers: {@code fp16}, {@code fp32} or {@code fp64}
 * @param shape -1 for a length that depends on the input
 * @param parameters numbers in the weights that are left
 * @param recommended whether the network is cut here unless another place is named
 */
public record CutTensor(String tensor, String operator, String type, List<Long> shape, long parameters, boolean recommended) {

    static CutTensor of(Cut cut) {
        return new CutTensor(cut.tensor(), cut.operator(), cut.type(), cut.shape(), cut.parameters(), cut.recommended());
    }
}
