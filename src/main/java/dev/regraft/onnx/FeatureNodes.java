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
    static final String POSITION_IDS = "position_ids";

    /** Before it, Max takes no single number beside a tensor. */
    private static final int MAX_BROADCASTS_SINCE = 8;

    /** Before it, Slice has its places in attributes. */
    private static final int SLICE_TAKES_INPUTS_SINCE = 10;

    /** Before it, there is no CumSum. */
    private static final int COUNTS_SINCE = 11;

    /** What is taken off the states of padding: far below all others, and yet their sum is finite. */
    private static final float FAR = 1e38f;

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
     * @throws UnusableModelException if a name is taken, or the model's operators are too old for this pooling
     */
    void append(String tensor, boolean isHalf, Pooling pooling) {
        requireFree();
        String hiddenStates = isHalf
                ? node("Cast", PREFIX + "states", List.of(tensor), integer("to", TensorProto.DataType.FLOAT_VALUE)) : tensor;
        appendNorm(switch (pooling) {
            case MEAN -> mean(hiddenStates);
            case CLS -> node("Gather", PREFIX + "first", List.of(hiddenStates, integers("zero", List.of(), 0)), integer("axis", 1));
            case LAST -> weighted(lastOfMask(), hiddenStates);
            case MAX -> max(hiddenStates);
            case WEIGHTED_MEAN -> weighted(countOfMask(), hiddenStates);
            case NONE -> hiddenStates;
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
     * Σ mask·h / max(Σ mask, 1e-9) over the tokens, as Sentence Transformers has it.
     */
    private String mean(String hiddenStates) {
        String mask = mask();
        String sum = weighted(mask, hiddenStates);
        String count = alongAxis1("ReduceSum", "count", mask, 13, integer("keepdims", 1));
        return node("Div", PREFIX + "mean", List.of(sum, atLeast(count, 1e-9f)));
    }

    /** The attention mask in fp32; a network that has none still leaves out the padding behind its hidden states. */
    private String mask() {
        if (graph.getInputList().stream().noneMatch(input -> input.getName().equals(ATTENTION_MASK))) {
            graph.getInputList().stream().filter(input -> input.getName().equals(INPUT_IDS)).findFirst()
                    .ifPresent(ids -> graph.addInput(ids.toBuilder().setName(ATTENTION_MASK)));
        }
        return node("Cast", PREFIX + "mask", List.of(ATTENTION_MASK), integer("to", TensorProto.DataType.FLOAT_VALUE));
    }

    /**
     * Σ weight·h over the tokens, as a matrix product, {@code 1 × sequence} by {@code sequence × d}: ReduceSum adds in another order when
     * the batch is a single row, which changes the last bits.
     */
    private String weighted(String weights, String hiddenStates) {
        String row = alongAxis1("Unsqueeze", "row", weights, 13);
        String product = node("MatMul", PREFIX + "product", List.of(row, hiddenStates));
        return alongAxis1("Squeeze", "sum", product, 13);
    }

    /** 1 for the token that none follows, 0 for all others: mask − mask · (mask one place on). Its product with the states is exact. */
    private String lastOfMask() {
        String mask = mask();
        String begin = alongAxis1Slice("begin", mask, 0, 1);
        String nothing = node("Sub", PREFIX + "nothing", List.of(begin, begin));
        String next = node("Concat", PREFIX + "next", List.of(alongAxis1Slice("rest", mask, 1, Integer.MAX_VALUE), nothing), integer("axis", 1));
        return node("Sub", PREFIX + "last", List.of(mask, node("Mul", PREFIX + "followed", List.of(mask, next))));
    }

    private String alongAxis1Slice(String name, String tensor, int start, int end) {
        if (opset >= SLICE_TAKES_INPUTS_SINCE) {
            return node("Slice", PREFIX + name, List.of(tensor, integers(name + "/start", List.of(1L), start), integers(name + "/end", List.of(1L), end),
                    integers(name + "/axis", List.of(1L), 1)));
        }
        return node("Slice", PREFIX + name, List.of(tensor), list("starts", start), list("ends", end), list("axes", 1));
    }

    /** 1, 2, 3 ... for the tokens, 0 for padding. */
    private String countOfMask() {
        if (opset < COUNTS_SINCE) {
            throw new UnusableModelException("weighted-mean pooling needs operators of version " + COUNTS_SINCE + " or newer: " + opset);
        }
        String mask = mask();
        String count = node("CumSum", PREFIX + "places", List.of(mask, integers("places/axis", List.of(), 1)));
        return node("Mul", PREFIX + "weights", List.of(count, mask));
    }

    /** max(h − (1 − mask) · far) over the tokens: exact where the mask is 1, as nothing is taken off. */
    private String max(String hiddenStates) {
        String mask = mask();
        String missing = node("Sub", PREFIX + "missing", List.of(mask, number(PREFIX + "one", 1)));
        String penalty = node("Mul", PREFIX + "penalty", List.of(missing, number(PREFIX + "far", FAR)));
        String column = alongAxis("Unsqueeze", "column", penalty, 2, 13);
        return alongAxis1("ReduceMax", "max", node("Add", PREFIX + "present", List.of(hiddenStates, column)), 18, integer("keepdims", 0));
    }

    private String atLeast(String tensor, float floor) {
        if (opset < MAX_BROADCASTS_SINCE) {
            return node("Clip", tensor + "/floored", List.of(tensor), AttributeProto.newBuilder().setName("min")
                    .setType(AttributeProto.AttributeType.FLOAT).setF(floor).build());
        }
        return node("Max", tensor + "/floored", List.of(tensor, number(tensor + "/floor", floor)));
    }

    private String alongAxis1(String operator, String name, String input, int axesAreInputSince, AttributeProto... attributes) {
        return alongAxis(operator, name, input, 1, axesAreInputSince, attributes);
    }

    /** A node that works along one axis. */
    private String alongAxis(String operator, String name, String input, int axis, int axesAreInputSince, AttributeProto... attributes) {
        if (opset >= axesAreInputSince) {
            String axes = integers(name + "/axes", List.of(1L), axis);
            return node(operator, PREFIX + name, List.of(input, axes), attributes);
        }
        node(operator, PREFIX + name, List.of(input), attributes);
        graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(list("axes", axis));
        return PREFIX + name;
    }

    private String number(String name, float value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        return constant(name, TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE).setRawData(ByteString.copyFrom(bytes)));
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

    private static AttributeProto list(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS).addInts(value).build();
    }
}
