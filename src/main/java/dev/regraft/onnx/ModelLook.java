package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A first look at an ONNX file: what the network reads, before it is decided what is made of it.
 *
 * @param inputs what it must be given
 * @param dynamicallyQuantised whether it rounds what it computes by the whole batch, so that an input's features depend on its neighbours
 * @param fileSha256 SHA-256 of the file, in hex
 * @param sha256 SHA-256 of the file and of the weights beside it, in hex; the same as the other where there are none
 */
public record ModelLook(List<Input> inputs, boolean dynamicallyQuantised, String fileSha256, String sha256) {

    private static final Set<String> BY_THE_BATCH = Set.of("DynamicQuantizeLinear", "DynamicQuantizeMatMul", "MatMulIntegerToFloat");

    /**
     * One of a network's inputs.
     *
     * @param type its code in ONNX
     * @param shape -1 for a length that is open
     */
    public record Input(String name, int type, List<Long> shape) {

        /** Whether it has a whole number for each token of a text, as its id. */
        public boolean isForTokens() {
            return (type == TensorProto.DataType.INT64_VALUE || type == TensorProto.DataType.INT32_VALUE) && shape.size() == 2;
        }

        @Override
        public String toString() {
            return name + " " + TensorProto.DataType.forNumber(type) + " " + shape;
        }
    }

    /**
     * Checks a file and looks into it.
     *
     * @throws UnusableModelException if a rule is broken
     * @throws IOException if a file cannot be read
     */
    public static ModelLook of(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto model = CheckedModel.open(file, arena);
            GraphProto graph = model.getGraph();
            boolean dynamic = graph.getNodeList().stream().anyMatch(node -> BY_THE_BATCH.contains(node.getOpType()));
            MessageDigest digest = newDigest();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[1 << 20];
                for (int n; (n = in.read(buffer)) >= 0; ) {
                    digest.update(buffer, 0, n);
                }
            }
            String ofFile = HexFormat.of().formatHex(digest.digest());
            return new ModelLook(inputs(graph), dynamic, ofFile, CheckedModel.hasWeightsOutside(file, arena) ? withWeights(ofFile, graph) : ofFile);
        }
    }

    /** What a network must be given: its inputs that are no weights. */
    static List<Input> inputs(GraphProto graph) {
        Set<String> weights = new HashSet<>();
        graph.getInitializerList().forEach(weight -> weights.add(weight.getName()));
        return graph.getInputList().stream().filter(input -> !weights.contains(input.getName())).map(ModelLook::input).toList();
    }

    static Input input(ValueInfoProto input) {
        TypeProto.Tensor tensor = input.getType().getTensorType();
        return new Input(input.getName(), tensor.getElemType(), tensor.getShape().getDimList().stream().map(ModelLook::length).toList());
    }

    private static long length(Dimension dimension) {
        return dimension.hasDimValue() && dimension.getDimValue() > 0 ? dimension.getDimValue() : -1;
    }

    /** Whether it reads rows of token ids. */
    public boolean readsTokens() {
        return inputs.stream().anyMatch(Input::isForTokens);
    }

    /** How it takes images; nothing if none of its inputs does. */
    public Optional<ImageInput> image() {
        return image(inputs);
    }

    static Optional<ImageInput> image(GraphProto graph) {
        return image(inputs(graph));
    }

    private static Optional<ImageInput> image(List<Input> inputs) {
        return inputs.stream().map(ImageInput::of).flatMap(Optional::stream).findFirst();
    }

    /** Whether it remembers earlier tokens, as decoders do that write. */
    public boolean remembers() {
        return inputs.stream().anyMatch(input -> input.name().startsWith("past"));
    }

    private static String withWeights(String ofFile, GraphProto graph) {
        MessageDigest digest = newDigest();
        digest.update(ofFile.getBytes(StandardCharsets.US_ASCII));
        graph.getInitializerList().forEach(weight -> digest.update(weight.getRawData().asReadOnlyByteBuffer()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
