package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights that nodes of com.microsoft's take quantised: in blocks of a row, as files of 4 bits have them, or as a matrix of bytes.
 *
 * <p>The runtime packs blocks by what the node's attributes say while it loads the file, and would read beyond weights that are shorter. So
 * they must be weights of the graph itself, as long as the attributes say. A product whose bytes are no matrix kills the process (1.29).
 */
final class QuantisedWeights {

    private static final String DOMAIN = "com.microsoft";
    private static final String PRODUCT = "MatMulNBits";
    private static final String GATHER = "GatherBlockQuantized";

    private static final Set<Integer> FLOATS = Set.of(TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.FLOAT16_VALUE,
            TensorProto.DataType.BFLOAT16_VALUE);
    private static final Set<Integer> BYTES = Set.of(TensorProto.DataType.UINT8_VALUE);

    private final Map<String, TensorProto> weights;

    private QuantisedWeights(Map<String, TensorProto> weights) {
        this.weights = weights;
    }

    /** @throws UnusableModelException if a rule is broken; the lengths of weights must be checked by now */
    static void check(ModelProto model) {
        for (FunctionProto function : model.getFunctionsList()) {
            new QuantisedWeights(Map.of()).check(function.getNodeList());
        }
        check(model.getGraph(), Map.of());
    }

    private static void check(GraphProto graph, Map<String, TensorProto> around) {
        Map<String, TensorProto> weights = new HashMap<>(around);
        graph.getInputList().forEach(input -> weights.remove(input.getName()));
        graph.getNodeList().forEach(node -> weights.keySet().removeAll(node.getOutputList()));
        graph.getInitializerList().forEach(weight -> weights.put(weight.getName(), weight));
        new QuantisedWeights(weights).check(graph.getNodeList());
    }

    private void check(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            if (node.getDomain().equals(DOMAIN)) {
                switch (node.getOpType()) {
                    case PRODUCT -> checkProduct(node);
                    case GATHER -> checkGather(node);
                    case "DynamicQuantizeMatMul", "MatMulIntegerToFloat" -> checkMatrix(node);
                    default -> { }
                }
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    check(attribute.getG(), weights);
                }
                attribute.getGraphsList().forEach(graph -> check(graph, weights));
            }
        }
    }

    /** Inputs: A, B ({@code N × blocks × bytes of a block}), scales, zero points, order of columns, bias. */
    private void checkProduct(NodeProto node) {
        long rows = integer(node, "N", 0, 1, Integer.MAX_VALUE);
        long columns = integer(node, "K", 0, 1, Integer.MAX_VALUE);
        long bits = bits(node);
        long block = block(node, 0);
        long blocks = (columns + block - 1) / block;
        require(node, 1, BYTES, rows * blocks * (block * bits / 8));
        require(node, 2, FLOATS, rows * blocks);
        if (has(node, 3)) {
            boolean areBytes = weight(node, 3).getDataType() == TensorProto.DataType.UINT8_VALUE;
            require(node, 3, areBytes ? BYTES : FLOATS, rows * (areBytes ? (blocks * bits + 7) / 8 : blocks));
        }
        if (has(node, 4)) {
            throw new UnusableModelException(PRODUCT + " must have its columns in order: " + node.getName());
        }
        if (has(node, 5)) {
            require(node, 5, FLOATS, rows);
        }
        if (node.getInputCount() > 6) {
            throw new UnusableModelException(PRODUCT + " must have at most 6 inputs: " + node.getName() + " " + node.getInputCount());
        }
    }

    /** Inputs: table ({@code rows × bytes}), indices, scales, zero points. */
    private void checkGather(NodeProto node) {
        long bits = bits(node);
        long block = block(node, 128);
        integer(node, "gather_axis", 0, 0, 0);
        integer(node, "quantize_axis", 1, 1, 1);
        TensorProto table = weight(node, 0);
        if (table.getDimsCount() != 2 || table.getDataType() != TensorProto.DataType.UINT8_VALUE) {
            throw new UnusableModelException(GATHER + " must read a table of bytes: " + node.getInput(0) + " " + table.getDimsList());
        }
        long rows = table.getDims(0);
        long blocks = (table.getDims(1) * 8 / bits + block - 1) / block;
        require(node, 2, FLOATS, rows * blocks);
        if (has(node, 3)) {
            require(node, 3, BYTES, rows * ((blocks * bits + 7) / 8));
        }
    }

    private void checkMatrix(NodeProto node) {
        if (weight(node, 1).getDimsCount() < 2) {
            throw new UnusableModelException("weights of " + node.getOpType() + " must be a matrix: " + node.getInput(1) + " "
                    + weight(node, 1).getDimsList());
        }
    }

    private static long bits(NodeProto node) {
        long bits = integer(node, "bits", 4, 2, 8);
        if (Long.bitCount(bits) != 1) {
            throw new UnusableModelException(node.getOpType() + " must have 2, 4 or 8 bits: " + bits);
        }
        return bits;
    }

    private static long block(NodeProto node, long otherwise) {
        long block = integer(node, "block_size", otherwise, 16, 1 << 16);
        if (Long.bitCount(block) != 1) {
            throw new UnusableModelException(node.getOpType() + " must have blocks of a power of two: " + block);
        }
        return block;
    }

    private static long integer(NodeProto node, String name, long otherwise, long least, long most) {
        List<AttributeProto> said = node.getAttributeList().stream().filter(attribute -> attribute.getName().equals(name)).toList();
        if (said.size() > 1 || said.stream().anyMatch(attribute -> attribute.getType() != AttributeProto.AttributeType.INT)) {
            throw new UnusableModelException(name + " of " + node.getOpType() + " must be said once, as an integer: " + node.getName());
        }
        long value = said.isEmpty() ? otherwise : said.getFirst().getI();
        if (value < least || value > most) {
            throw new UnusableModelException(name + " of " + node.getOpType() + " must be in [" + least + ", " + most + "]: " + value);
        }
        return value;
    }

    private static boolean has(NodeProto node, int input) {
        return input < node.getInputCount() && !node.getInput(input).isEmpty();
    }

    private TensorProto weight(NodeProto node, int input) {
        TensorProto weight = has(node, input) ? weights.get(node.getInput(input)) : null;
        if (weight == null) {
            throw new UnusableModelException("what " + node.getOpType() + " computes with must be weights of the graph: input " + input
                    + " of " + node.getName());
        }
        return weight;
    }

    private void require(NodeProto node, int input, Set<Integer> types, long elements) {
        TensorProto weight = weight(node, input);
        long found = TensorRules.elements(weight.getName(), weight.getDimsList());
        if (!types.contains(weight.getDataType()) || found != elements) {
            throw new UnusableModelException("weights of " + node.getOpType() + " must be as long as its attributes say: " + weight.getName()
                    + " " + weight.getDimsList() + " has " + found + ", not " + elements + ", or is of another type");
        }
    }
}
