package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** The nodes in front of an image network: bytes to numbers, rescaled, in the network's order of axes and colours. */
final class PixelNodes {

    /** The one input of a composed file: {@code batch × height × width × 3}, uint8. */
    static final String PIXELS = "pixels";

    /** Not that of the nodes behind the network, by which its cut is found again. */
    private static final String PREFIX = "regraft-pixels/";

    private final GraphProto.Builder graph;
    private String last = PIXELS;

    private PixelNodes(GraphProto.Builder graph) {
        this.graph = graph;
    }

    /**
     * The network behind these nodes, which take the place of its input.
     *
     * @param height of an image
     * @param width of an image
     */
    static GraphProto.Builder before(GraphProto network, ImageInput input, PixelScale scale, int height, int width) {
        GraphProto.Builder graph = network.toBuilder().clearNode().clearInput();
        PixelNodes nodes = new PixelNodes(graph);
        if (!input.takesBytes()) {
            nodes.rescale(scale);
        }
        if (scale.flipped()) {
            graph.addNode(Nodes.integers(PREFIX + "blue first", List.of(2L, 1L, 0L)));
            nodes.add(Nodes.node("Gather", PREFIX + "flipped", List.of(nodes.last, PREFIX + "blue first"), Nodes.attribute("axis", 3)));
        }
        if (!input.takesBytes() && input.type() != TensorProto.DataType.FLOAT_VALUE) {
            nodes.add(Nodes.node("Cast", PREFIX + "numbers of the network", List.of(nodes.last), Nodes.attribute("to", input.type())));
        }
        graph.addNode(input.planes() ? Nodes.node("Transpose", input.name(), List.of(nodes.last), Nodes.attributes("perm", List.of(0L, 3L, 1L, 2L)))
                : Nodes.node("Identity", input.name(), List.of(nodes.last)));
        return graph.addAllNode(network.getNodeList()).addInput(pixels(input, height, width));
    }

    private void rescale(PixelScale scale) {
        graph.addNode(Nodes.floats(PREFIX + "mean", scale.mean())).addNode(Nodes.floats(PREFIX + "deviation", scale.deviation()));
        add(Nodes.node("Cast", PREFIX + "numbers", List.of(last), Nodes.attribute("to", TensorProto.DataType.FLOAT_VALUE)));
        add(Nodes.node("Sub", PREFIX + "centred", List.of(last, PREFIX + "mean")));
        add(Nodes.node("Div", PREFIX + "scaled", List.of(last, PREFIX + "deviation")));
    }

    private void add(NodeProto node) {
        graph.addNode(node);
        last = node.getOutput(0);
    }

    private static ValueInfoProto pixels(ImageInput input, int height, int width) {
        return new ImageInput(PIXELS, TensorProto.DataType.UINT8_VALUE, false, input.batch(), height, width).of(height, width);
    }
}
