package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds where a network is to be cut: before its last layer, which knows its classes and no others.
 *
 * <p>The way leads back from an output, past what only rescales, reshapes or renames class scores, to the product with weights that made
 * them, and to what went into that. An output by which encoders say what they have understood of an input is taken as it is. A text
 * network is cut at its hidden states, one for each token, even where only one of them goes on to the classes.
 */
final class CutFinder {

    /** Outputs of encoders, the best first: hidden states rather than what pre-training has made of the first one. */
    private static final List<String> ENCODER_OUTPUTS = List.of("last_hidden_state", "token_embeddings", "encoder_last_hidden_state",
            "image_embeds", "text_embeds", "sentence_embedding", "pooler_output");

    /** The same of encoders of images: what they have made of the whole rather than of its places. */
    private static final List<String> IMAGE_ENCODER_OUTPUTS = List.of("image_embeds", "pooler_output", "last_hidden_state", "sentence_embedding");

    /** Tensors that a refusal names. */
    private static final int NAMED = 10;

    /** What keeps the order of scores, or their number. */
    private static final Set<String> BEHIND_SCORES = Set.of("Softmax", "LogSoftmax", "Sigmoid", "Exp", "Log", "Identity", "Cast", "Flatten",
            "Reshape", "Squeeze", "Unsqueeze", "Dropout", "Transpose", "ArgMax", "TopK", "Add", "Sub", "Mul", "Div", "Clip",
            "QuantizeLinear", "DequantizeLinear", "BiasSoftmax");

    /** How exporters call outputs of class scores. */
    private static final Pattern SCORES = Pattern.compile("logits|prob|score", Pattern.CASE_INSENSITIVE);

    /** What scores of places become scores of the whole by; only where a Softmax, or the output's name, says that they are scores. */
    private static final Set<String> POOLING = Set.of("GlobalAveragePool", "AveragePool", "ReduceMean", "GlobalMaxPool", "Relu");

    private static final Set<String> PRODUCTS = Set.of("Gemm", "MatMul", "MatMulInteger", "QGemm", "QLinearMatMul", "FusedMatMul",
            "FusedGemm", "DynamicQuantizeMatMul", "MatMulIntegerToFloat", "MatMulNBits", "TransposeMatMul", "LinearClassifier");

    private static final Set<String> CONVOLUTIONS = Set.of("Conv", "FusedConv", "QLinearConv", "ConvInteger");

    /** Products whose further inputs may be the scale and zero of the first, found out at run time. */
    private static final Set<String> SCALED = Set.of("MatMulInteger", "DynamicQuantizeMatMul", "MatMulIntegerToFloat", "ConvInteger");

    /** What makes of a tensor no other at the moment of inference, or the same in another precision. */
    private static final Set<String> SAME = Set.of("Dropout", "Identity", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear");

    private final GraphProto graph;
    private final GraphShapes shapes;
    private final GraphData data;

    CutFinder(ModelProto model, GraphShapes shapes) {
        this.graph = model.getGraph();
        this.shapes = shapes;
        this.data = new GraphData(graph);
    }

    /**
     * The tensor that somebody names, or the recommended one.
     *
     * @param name null for the recommended one
     * @throws UnusableModelException if the network cannot be cut there
     */
    String at(String name) {
        if (name == null) {
            return recommended();
        }
        if (!canBeCutAt(name)) {
            List<String> all = all();
            throw new UnusableModelException("cut must be one of " + all.size() + " tensors, of which the last are "
                    + String.join(", ", all.subList(Math.max(0, all.size() - NAMED), all.size())) + ": " + name);
        }
        return name;
    }

    /**
     * Where the network is cut unless somebody names another tensor.
     *
     * @throws UnusableModelException if no output depends on what the network is given
     */
    String recommended() {
        for (String name : readsTokens() ? ENCODER_OUTPUTS : IMAGE_ENCODER_OUTPUTS) {
            if (graph.getOutputList().stream().anyMatch(output -> output.getName().equals(name)) && canBeCutAt(name) && !isUntrained(name)) {
                return name;
            }
        }
        List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).filter(data::depends).toList();
        Optional<String> beforeHead = outputs.stream().map(this::beforeHead).flatMap(Optional::stream).findFirst();
        String cut = beforeHead.or(() -> outputs.stream().filter(this::canBeCutAt).findFirst())
                .orElseThrow(() -> new UnusableModelException("a backbone must have an output of floating-point numbers that depends on "
                        + "its input: " + graph.getOutputList().stream().map(ValueInfoProto::getName).toList()));
        return readsTokens() ? hiddenStates(cut) : cut;
    }

    /** What only a transformer's pre-training wanted, and its exporters often have with weights of no meaning: a layer more, and tanh. */
    private boolean isUntrained(String output) {
        return !readsTokens() && output.equals("pooler_output") && data.maker(output).getOpType().equals("Tanh");
    }

    /** Every tensor at which the network can be cut, in the order in which they are made. */
    List<String> all() {
        return graph.getNodeList().stream().flatMap(node -> node.getOutputList().stream()).filter(this::canBeCutAt).toList();
    }

    /** The operator that makes a tensor at which the network can be cut. */
    String operator(String tensor) {
        return data.maker(tensor).getOpType();
    }

    /** Floating-point numbers that say something of the input: in rows, of a length that is known. */
    private boolean canBeCutAt(String tensor) {
        GraphShapes.Tensor found = shapes.get(tensor);
        return found != null && data.maker(tensor) != null && data.depends(tensor) && ElementType.isFloat(found.type())
                && found.shape().length > 1 && Arrays.stream(found.shape()).skip(1).anyMatch(length -> length > 1);
    }

    private boolean readsTokens() {
        return GraphShapes.inputs(graph).stream().map(shapes::get).anyMatch(input -> input != null && input.shape().length == 2
                && (input.type() == TensorProto.DataType.INT64_VALUE || input.type() == TensorProto.DataType.INT32_VALUE));
    }

    /** What goes into the layer that makes an output's class scores; nothing if there is none on the way back. */
    private Optional<String> beforeHead(String output) {
        String tensor = output;
        boolean areScores = SCORES.matcher(output).find();
        for (NodeProto node = data.maker(tensor); node != null; node = data.maker(tensor)) {
            String operator = node.getOpType();
            if (PRODUCTS.contains(operator) || CONVOLUTIONS.contains(operator)) {
                return isHead(node, output, areScores) ? Optional.of(withoutSame(dependentInput(node))) : Optional.empty();
            }
            if (!BEHIND_SCORES.contains(operator) && !(areScores && POOLING.contains(operator))) {
                return Optional.empty();
            }
            areScores |= operator.contains("Softmax") || operator.equals("ArgMax");
            tensor = dependentInput(node);
            if (tensor == null || combinesTwo(node) && !isProduct(tensor)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A product with weights, as wide as the output. A convolution is one where it looks at a single place. */
    private boolean isHead(NodeProto node, String output, boolean areScores) {
        String read = dependentInput(node);
        if (read == null || combinesTwo(node) && !SCALED.contains(node.getOpType())) {
            return false;
        }
        GraphShapes.Tensor made = shapes.get(node.getOutput(0));
        GraphShapes.Tensor given = shapes.get(read);
        GraphShapes.Tensor scores = shapes.get(output);
        if (made == null || given == null || scores == null) {
            return false;
        }
        if (CONVOLUTIONS.contains(node.getOpType())) {
            long[] shape = given.shape();
            boolean onePlace = shape.length == 4 && shape[2] == 1 && shape[3] == 1;
            return made.shape().length == 4 && (onePlace || areScores) && contains(scores.shape(), made.shape()[1]);
        }
        return contains(scores.shape(), made.width()) || !ElementType.isFloat(scores.type());
    }

    private static boolean contains(long[] shape, long length) {
        return length > 1 && Arrays.stream(shape).anyMatch(other -> other == length);
    }

    /** The first input that depends on what the network is given; of a scaled product the product. Null if there is none. */
    private String dependentInput(NodeProto node) {
        List<String> inputs = node.getInputList().stream().filter(data::depends).toList();
        return inputs.stream().filter(this::isProduct).findFirst().orElse(inputs.isEmpty() ? null : inputs.getFirst());
    }

    /** A sum or a norm of two things that the network has understood is no score; a product of integers times its scale may be. */
    private boolean combinesTwo(NodeProto node) {
        return node.getInputList().stream().filter(data::depends).distinct().count() > 1;
    }

    /** An integer product, or what it is in floating point before it is scaled. */
    private boolean isProduct(String tensor) {
        NodeProto maker = data.maker(tensor);
        return maker != null && (SCALED.contains(maker.getOpType()) || maker.getOpType().equals("Cast") && isProduct(maker.getInput(0)));
    }

    private String withoutSame(String tensor) {
        String earlier = tensor;
        for (NodeProto node = data.maker(earlier); node != null && SAME.contains(node.getOpType()); node = data.maker(earlier)) {
            earlier = node.getInput(0);
        }
        return data.maker(earlier) == null ? tensor : earlier;
    }

    /** The nearest tensor with a row for each token, from a tensor on backwards; the tensor itself if there is none. */
    private String hiddenStates(String tensor) {
        Set<String> seen = new HashSet<>();
        List<String> next = new ArrayList<>(List.of(tensor));
        for (int i = 0; i < next.size(); i++) {
            String name = next.get(i);
            GraphShapes.Tensor found = shapes.get(name);
            if (canBeCutAt(name) && found.shape().length == 3 && found.shape()[1] != 1 && found.width() > 1) {
                return name;
            }
            NodeProto node = data.maker(name);
            if (node != null) {
                new LinkedHashSet<>(node.getInputList()).stream().filter(data::depends).filter(seen::add).forEach(next::add);
            }
        }
        return tensor;
    }
}
