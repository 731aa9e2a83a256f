package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The nodes behind an encoder's hidden states: pooling, then division by the L2 norm.
 *
 * <p>Written in the operators of the model's own opset. What changed over the versions is where axes stand:
 * an attribute first, an input of the node since opset 13 (Squeeze, Unsqueeze, ReduceSum) or 18 (ReduceL2).
 */
final class FeatureNodes {

    /** The one output of a composed file. */
    static final String FEATURES = "features";

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    static final String TOKEN_TYPE_IDS = "token_type_ids";

    /** Before it, Max takes no single number beside a tensor. */
    private static final int MAX_BROADCASTS_SINCE = 8;

    private static final String PREFIX = "regraft/";

    private final GraphProto.Builder graph;
    private final long opset;

    FeatureNodes(GraphProto.Builder graph, long opset) {
        this.graph = graph;
        this.opset = opset;
    }

    /**
     * Appends the nodes that make {@link #FEATURES} of a tensor.
     *
     * @param isHalf whether the hidden states are fp16: what is behind them is reckoned in fp32 all the same
     * @throws UnusableModelException if a name is taken, or mean pooling finds no attention mask
     */
    void append(String tensor, boolean isHalf, Pooling pooling) {
        requireFree();
        String hiddenStates = isHalf
                ? node("Cast", PREFIX + "states", List.of(tensor), integer("to", TensorProto.DataType.FLOAT_VALUE)) : tensor;
        appendNorm(switch (pooling) {
            case MEAN -> mean(hiddenStates);
            case CLS -> node("Gather", PREFIX + "first", List.of(hiddenStates, integers("zero", List.of(), 0)), integer("axis", 1));
        });
    }

    private void requireFree() {
        if (graph.getNodeList().stream().anyMatch(node -> node.getOutputList().contains(FEATURES))) {
            throw new UnusableModelException("tensor name must be free: " + FEATURES);
        }
    }

    /**
     * Appends the nodes that make {@link #FEATURES} of one vector for each row: as torch.nn.functional.normalize,
     * v / max(‖v‖₂, 1e-12).
     *
     * @throws UnusableModelException if a name is taken
     */
    void appendNorm(String pooled) {
        requireFree();
        String norm = alongAxis1("ReduceL2", "norm", pooled, 18, integer("keepdims", 1));
        node("Div", FEATURES, List.of(pooled, atLeast(norm, 1e-12f)));
    }

    /** The tensor that the nodes of a composed graph make the features of: what they read that is neither theirs nor the mask. */
    static Optional<String> hiddenStates(GraphProto graph) {
        return graph.getNodeList().stream().filter(node -> node.getOutput(0).startsWith(PREFIX))
                .flatMap(node -> node.getInputList().stream())
                .filter(input -> !input.startsWith(PREFIX) && !input.equals(ATTENTION_MASK)).findFirst();
    }

    /**
     * Σ mask·h / max(Σ mask, 1e-9) over the tokens, as Sentence Transformers has it. The sum is a matrix product, {@code 1 × sequence}
     * by {@code sequence × d}: ReduceSum adds in another order when the batch is a single row, which changes the last bits.
     */
    private String mean(String hiddenStates) {
        if (graph.getInputList().stream().noneMatch(input -> input.getName().equals(ATTENTION_MASK))) {
            throw new UnusableModelException("mean pooling needs an input named " + ATTENTION_MASK);
        }
        String mask = node("Cast", PREFIX + "mask", List.of(ATTENTION_MASK), integer("to", TensorProto.DataType.FLOAT_VALUE));
        String row = alongAxis1("Unsqueeze", "row", mask, 13);
        String product = node("MatMul", PREFIX + "product", List.of(row, hiddenStates));
        String sum = alongAxis1("Squeeze", "sum", product, 13);
        String count = alongAxis1("ReduceSum", "count", mask, 13, integer("keepdims", 1));
        return node("Div", PREFIX + "mean", List.of(sum, atLeast(count, 1e-9f)));
    }

    private String atLeast(String tensor, float floor) {
        if (opset < MAX_BROADCASTS_SINCE) {
            return node("Clip", tensor + "/floored", List.of(tensor), AttributeProto.newBuilder().setName("min")
                    .setType(AttributeProto.AttributeType.FLOAT).setF(floor).build());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, floor);
        String constant = constant(tensor + "/floor", TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.FLOAT_VALUE).setRawData(ByteString.copyFrom(bytes)));
        return node("Max", tensor + "/floored", List.of(tensor, constant));
    }

    /** A node that works along axis 1. */
    private String alongAxis1(String operator, String name, String input, int axesAreInputSince, AttributeProto... attributes) {
        if (opset >= axesAreInputSince) {
            String axes = integers(name + "/axes", List.of(1L), 1);
            return node(operator, PREFIX + name, List.of(input, axes), attributes);
        }
        node(operator, PREFIX + name, List.of(input), attributes);
        graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(AttributeProto.newBuilder()
                .setName("axes").setType(AttributeProto.AttributeType.INTS).addInts(1));
        return PREFIX + name;
    }

    private String integers(String name, List<Long> shape, long value) {
        return constant(PREFIX + name, TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.INT64_VALUE).addAllDims(shape).addInt64Data(value));
    }

    /** A Constant node rather than an initializer: files older than IR 4 want every initializer among the inputs too. */
    private String constant(String name, TensorProto.Builder value) {
        return node("Constant", name, List.of(), AttributeProto.newBuilder()
                .setName("value").setType(AttributeProto.AttributeType.TENSOR).setT(value).build());
    }

    private String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output)
                .addAllInput(inputs).addAllAttribute(List.of(attributes)));
        return output;
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }
}
