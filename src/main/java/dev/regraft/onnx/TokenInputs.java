package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a text network into one that takes what an encoder takes, under the names of the Hugging Face Hub: {@code input_ids},
 * {@code attention_mask}, {@code token_type_ids}, {@code position_ids}.
 *
 * <p>Inputs of other names get those by an Identity. What a decoder remembers of earlier tokens is composed in as empty, and its choice
 * whether there are any as no. Inputs that are none of these stay: they do no harm where the cut leaves them behind.
 */
final class TokenInputs {

    /** What may be left after the cut. */
    static final List<String> CANONICAL = List.of(FeatureNodes.INPUT_IDS, FeatureNodes.ATTENTION_MASK, FeatureNodes.TOKEN_TYPE_IDS,
            FeatureNodes.POSITION_IDS);

    /** How TensorFlow calls them. */
    private static final Map<String, String> ALIASES = Map.of("input_word_ids", FeatureNodes.INPUT_IDS, "input_mask", FeatureNodes.ATTENTION_MASK,
            "input_type_ids", FeatureNodes.TOKEN_TYPE_IDS, "segment_ids", FeatureNodes.TOKEN_TYPE_IDS);

    private static final String PREFIX = "regraft-inputs/";

    private final GraphProto graph;
    private final GraphProto.Builder made;
    private final List<NodeProto> first = new ArrayList<>();

    private TokenInputs(GraphProto graph) {
        this.graph = graph;
        this.made = graph.toBuilder().clearInput();
    }

    /**
     * The same network with those inputs; a network that reads no tokens as it is.
     *
     * @throws UnusableModelException if it must be given what a decoder remembers in a shape that cannot be empty
     */
    static ModelProto canonical(ModelProto model) {
        ModelProto single = WithoutCache.of(model);
        Set<String> given = GraphShapes.inputs(single.getGraph());
        List<ValueInfoProto> tokens = single.getGraph().getInputList().stream()
                .filter(input -> given.contains(input.getName()) && ModelLook.input(input).isForTokens()).toList();
        return tokens.isEmpty() ? model
                : single.toBuilder().setGraph(new TokenInputs(single.getGraph()).withCanonicalInputs(given, tokens)).build();
    }

    private GraphProto withCanonicalInputs(Set<String> given, List<ValueInfoProto> tokens) {
        Map<String, String> names = names(tokens);
        String ids = names.entrySet().stream().filter(name -> name.getValue().equals(FeatureNodes.INPUT_IDS)).map(Map.Entry::getKey)
                .findFirst().orElseThrow(() -> new UnusableModelException("a text network must have an input named " + FeatureNodes.INPUT_IDS
                        + ": " + given.stream().sorted().toList()));
        for (ValueInfoProto input : graph.getInputList()) {
            String name = names.get(input.getName());
            if (name != null && !name.equals(input.getName())) {
                made.addInput(input.toBuilder().setName(name));
                first.add(node("Identity", input.getName(), name).build());
            } else if (name == null && given.contains(input.getName()) && isMemory(input)) {
                addEmpty(input, names.get(ids));
            } else {
                made.addInput(input);
            }
        }
        return first.isEmpty() ? graph : made.clearNode().addAllNode(first).addAllNode(graph.getNodeList()).build();
    }

    /** The canonical name of each input that has one. A single one is that of the ids, whatever it is called. */
    private static Map<String, String> names(List<ValueInfoProto> tokens) {
        if (tokens.size() == 1) {
            return Map.of(tokens.getFirst().getName(), FeatureNodes.INPUT_IDS);
        }
        Map<String, String> names = new HashMap<>();
        for (ValueInfoProto input : tokens) {
            String plain = input.getName().replaceFirst(":\\d+$", "").replaceFirst("^serving_default_", "");
            String name = ALIASES.getOrDefault(plain, plain);
            if (CANONICAL.contains(name)) {
                names.put(input.getName(), name);
            }
        }
        return names.values().stream().distinct().count() == names.size() ? names
                : tokens.stream().map(ValueInfoProto::getName).filter(CANONICAL::contains).collect(Collectors.toMap(name -> name, name -> name));
    }

    /** Keys and values of earlier tokens: floating-point numbers, in four axes or more. */
    private static boolean isMemory(ValueInfoProto input) {
        return input.getName().startsWith("past") && ElementType.isFloat(input.getType().getTensorType().getElemType());
    }

    /** Puts in its place a tensor of no tokens, for as many texts as there are: of its two open axes the first is theirs. */
    private void addEmpty(ValueInfoProto input, String ids) {
        List<Long> shape = ModelLook.input(input).shape();
        long open = shape.stream().filter(length -> length < 0).count();
        if (open < 1 || open > 2) {
            throw new UnusableModelException("what a decoder remembers must be open in the numbers of texts and tokens, and in no other: "
                    + input.getName() + " " + shape);
        }
        String prefix = PREFIX + input.getName() + "/";
        List<String> lengths = new ArrayList<>();
        boolean rowsAreNext = open == 2;
        for (long length : shape) {
            if (length < 0 && rowsAreNext) {
                lengths.add(rows(ids));
                rowsAreNext = false;
            } else {
                lengths.add(constant(prefix + lengths.size(), Math.max(0, length)));
            }
        }
        first.add(node("Concat", prefix + "shape", lengths.toArray(String[]::new)).addAttribute(AttributeProto.newBuilder().setName("axis")
                .setType(AttributeProto.AttributeType.INT).setI(0)).build());
        TensorProto.Builder zero = TensorProto.newBuilder().setDataType(input.getType().getTensorType().getElemType()).addDims(1);
        zero.setRawData(ByteString.copyFrom(new byte[ElementType.bits(zero.getDataType()) / 8]));
        first.add(node("ConstantOfShape", input.getName(), prefix + "shape").addAttribute(value(zero)).build());
    }

    /** How many texts there are, as a tensor of one number. */
    private String rows(String ids) {
        String rows = PREFIX + "rows";
        if (first.stream().noneMatch(node -> node.getOutput(0).equals(rows))) {
            first.add(node("Shape", PREFIX + "shape", ids).build());
            constant(PREFIX + "zero", 0);
            first.add(node("Gather", rows, PREFIX + "shape", PREFIX + "zero").build());
        }
        return rows;
    }

    private String constant(String name, long value) {
        first.add(node("Constant", name).addAttribute(value(TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE).addDims(1)
                .addInt64Data(value))).build());
        return name;
    }

    private static AttributeProto.Builder value(TensorProto.Builder tensor) {
        return AttributeProto.newBuilder().setName("value").setType(AttributeProto.AttributeType.TENSOR).setT(tensor);
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output).addAllInput(List.of(inputs));
    }

}
