package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Toy networks of some layers: eight features, of which a last layer makes five scores. */
class CutFinderTest {

    private static final int FEATURES = 8;
    private static final int CLASSES = 5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {7, 11, 13, 18, 21, OperatorRules.NEWEST_OPSET})
    void classifierIsCutBeforeItsProductWithWeights(int opset) throws IOException {
        assertEquals("features", cutAndProve(model(opset, floats("x", -1, 4), List.of(weights("w1", 4, FEATURES), weights("w2", FEATURES, CLASSES),
                weights("b", CLASSES)), "scores", node("MatMul", "hidden", "x", "w1"), node("Relu", "features", "hidden"),
                node("MatMul", "product", "features", "w2"), node("Add", "logits", "product", "b"), node("Softmax", "scores", "logits"))));
    }

    @Test
    void dropoutAndNamesInBetweenDoNotCount() throws IOException {
        assertEquals("features", cutAndProve(model(13, floats("x", -1, 4), List.of(weights("w1", 4, FEATURES), weights("w2", FEATURES, CLASSES)),
                "label", node("MatMul", "hidden", "x", "w1"), node("Tanh", "features", "hidden"), node("Dropout", "dropped", "features"),
                node("Identity", "same", "dropped"), node("Gemm", "logits", "same", "w2"), node("Cast", "cast", "logits").toBuilder()
                        .addAttribute(integer("to", TensorProto.DataType.DOUBLE_VALUE)).build(),
                node("LogSoftmax", "log", "cast"), node("ArgMax", "label", "log"))));
    }

    @Test
    void convolutionOfOnePlaceIsALastLayer() throws IOException {
        assertEquals("pooled", cutAndProve(model(13, floats("x", -1, 3, 6, 6), List.of(weights("w1", FEATURES, 3, 3, 3),
                weights("w2", CLASSES, FEATURES, 1, 1)), "y", node("Conv", "c", "x", "w1"), node("Relu", "map", "c"),
                node("GlobalAveragePool", "pooled", "map"), node("Conv", "scores", "pooled", "w2"), node("Flatten", "y", "scores"))));
    }

    @Test
    void quantisedLastLayerIsFoundBehindItsScale() throws IOException {
        NodeProto quantise = NodeProto.newBuilder().setOpType("DynamicQuantizeLinear").addInput("features").addOutput("q").addOutput("s")
                .addOutput("z").build();
        TensorProto integers = TensorProto.newBuilder().setName("w2").setDataType(TensorProto.DataType.INT8_VALUE).addDims(FEATURES)
                .addDims(CLASSES).setRawData(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5}).concat(
                        ByteString.copyFrom(new byte[CLASSES * (FEATURES - 1)]))).build();
        assertEquals("features", cutAndProve(model(13, floats("x", -1, 4), List.of(weights("w1", 4, FEATURES), integers, weights("ws", 1),
                weights("b", CLASSES)), "logits", node("MatMul", "hidden", "x", "w1"), node("Relu", "features", "hidden"), quantise,
                node("MatMulInteger", "i", "q", "w2", "z"), node("Cast", "f", "i").toBuilder()
                        .addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE)).build(),
                node("Mul", "scale", "s", "ws"), node("Mul", "scaled", "f", "scale"), node("Add", "logits", "b", "scaled"))));
    }

    @Test
    void encoderIsTakenAsItIs() throws IOException {
        assertEquals("y", cutAndProve(model(13, floats("x", -1, 3, 6, 6), List.of(weights("w1", FEATURES, 3, 1, 1)), "y",
                node("Conv", "c", "x", "w1"), node("Relu", "map", "c"), node("GlobalAveragePool", "pooled", "map"),
                node("Flatten", "y", "pooled"))), "a last convolution without scores behind it");
        assertEquals("y", cutAndProve(model(13, floats("x", -1, 4), List.of(weights("w1", 4, FEATURES)), "y",
                node("MatMul", "projected", "x", "w1"), node("ReduceL2", "norm", "projected"), node("Div", "y", "projected", "norm"))),
                "an embedding of norm 1");
    }

    @Test
    void halfPrecisionAndWeightsInNodesAreNoHindrance() throws IOException {
        NodeProto cast = node("Cast", "half", "x").toBuilder().addAttribute(integer("to", TensorProto.DataType.FLOAT16_VALUE)).build();
        ModelProto model = model(13, floats("x", -1, 4), List.of(), "scores", cast, constant(halves("w1", 4, FEATURES)),
                node("MatMul", "features", "half", "w1"), constant(halves("w2", FEATURES, CLASSES)), node("MatMul", "logits", "features", "w2"),
                node("Softmax", "scores", "logits"));
        assertEquals("features", cutAndProve(model));
        assertEquals(List.of(new Cut("features", "MatMul", "fp16", List.of(-1L, (long) FEATURES), 4 * FEATURES, true)),
                CutList.of(write(model), folder).stream().filter(Cut::recommended).toList());
    }

    @Test
    void weightsBesideTheFileAreTakenIn() throws IOException {
        byte[] data = raw(3 + 4 * FEATURES);
        Files.write(folder.resolve("weights.data"), data);
        TensorProto.Builder outside = TensorProto.newBuilder().setName("w1").setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(4)
                .addDims(FEATURES).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        List.of(List.of("location", "weights.data"), List.of("offset", "12"), List.of("length", "128")).forEach(entry ->
                outside.addExternalData(StringStringEntryProto.newBuilder().setKey(entry.getFirst()).setValue(entry.getLast())));
        ModelProto model = model(13, floats("x", -1, 4), List.of(outside.build(), weights("w2", FEATURES, CLASSES)), "scores",
                node("MatMul", "features", "x", "w1"), node("MatMul", "scores", "features", "w2"));
        assertEquals("features", cutAndProve(model));
        TensorProto inside = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("cut.onnx"))).getGraph().getInitializer(0);
        assertArrayEquals(Arrays.copyOfRange(data, 12, data.length), inside.getRawData().toByteArray());
    }

    @Test
    void branchesTakeWhatIsAroundThemAlong() throws IOException {
        GraphProto.Builder then = GraphProto.newBuilder().setName("then").addNode(node("MatMul", "t", "x", "w1"))
                .addOutput(ValueInfoProto.newBuilder().setName("t"));
        GraphProto.Builder otherwise = GraphProto.newBuilder().setName("else").addNode(node("MatMul", "e", "x", "w3"))
                .addOutput(ValueInfoProto.newBuilder().setName("e"));
        NodeProto branch = node("If", "features", "yes").toBuilder().addAttribute(graph("then_branch", then))
                .addAttribute(graph("else_branch", otherwise)).build();
        TensorProto yes = TensorProto.newBuilder().setName("yes").setDataType(TensorProto.DataType.BOOL_VALUE).addInt32Data(1).build();
        ModelProto model = model(13, floats("x", -1, 4), List.of(weights("w1", 4, FEATURES), weights("w2", FEATURES, CLASSES),
                weights("w3", 4, FEATURES), yes), "scores", branch, node("MatMul", "scores", "features", "w2"));
        assertEquals("features", cutAndProve(model));
        ModelProto cut = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("cut.onnx")));
        assertEquals(List.of("w1", "w3", "yes"), cut.getGraph().getInitializerList().stream().map(TensorProto::getName).toList());
    }

    @Test
    void textClassifierIsCutAtTheStatesOfItsTokens() throws IOException {
        GraphProto.Builder graph = ToyEncoder.model(13).getGraph().toBuilder().clearOutput().removeNode(1).removeInitializer(1)
                .addInitializer(weights("w2", 3, CLASSES))
                .addNode(constant(TensorProto.newBuilder().setName("first").setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(0).build()))
                .addNode(node("Gather", "of the first", "last_hidden_state", "first").toBuilder().addAttribute(integer("axis", 1)).build())
                .addNode(node("Tanh", "pooled", "of the first")).addNode(node("Gemm", "logits", "pooled", "w2"))
                .addOutput(ValueInfoProto.newBuilder().setName("logits").setType(floats("x", -1, CLASSES).getType()));
        ModelProto model = ToyEncoder.model(13).toBuilder().setGraph(graph).build();
        assertEquals("last_hidden_state", cutAndProve(model));
        Path composed = folder.resolve("composed.onnx");
        EncoderFile.compose(write(model), null, Pooling.CLS, composed);
        assertEquals(new EncoderFile.Contents("last_hidden_state", 12), EncoderFile.contents(composed));
        try (EncoderSession session = EncoderSession.open(composed)) {
            assertArrayEquals(new float[] {1 / 3f, 2 / 3f, 2 / 3f}, session.run(TokenBatch.unpadded(1, 1, new long[] {1}, new long[1])), 1e-6f);
        }
    }

    @Test
    void fileThatGivesOtherFeaturesIsRefused() throws IOException {
        ModelProto model = model(13, floats("x", -1, 4), List.of(weights("w1", 4, FEATURES)), "y", node("MatMul", "y", "x", "w1"));
        Path other = Files.write(folder.resolve("other.onnx"), model.toBuilder().setGraph(model.getGraph().toBuilder().clearInitializer()
                .addInitializer(scaled(weights("w1", 4, FEATURES), 1.0001f))).build().toByteArray());
        String message = assertThrows(UnusableModelException.class,
                () -> CutProof.require(model, "y", other, (_, result) -> result.values())).getMessage();
        assertTrue(message.startsWith("the prepared file must give what the model has at y, within 1.0E-5"), message);
    }

    @Test
    void featuresThatAreNoNumbersAreRefused() throws IOException {
        ModelProto model = model(13, floats("x", -1, 4), List.of(scaled(weights("w1", 4, FEATURES), Float.POSITIVE_INFINITY)), "y",
                node("MatMul", "y", "x", "w1"));
        assertEquals("features must be finite numbers: y", assertThrows(UnusableModelException.class,
                () -> CutProof.require(model, "y", write(model), (_, result) -> result.values())).getMessage());
    }

    @Test
    void newerOperatorsThanTheNewestAreUnknownToTheRuntimeToo() throws IOException {
        ModelProto model = model(OperatorRules.NEWEST_OPSET + 1, floats("x", -1, 4), List.of(weights("w1", 4, FEATURES)), "y",
                node("MatMul", "y", "x", "w1"));
        assertThrows(UnusableModelException.class, () -> GraphShapes.of(model, folder));
    }

    /** Where the network is cut, once the cut one is proven to give the same there. */
    private String cutAndProve(ModelProto model) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto checked = CheckedModel.open(write(model), arena);
            String tensor = new CutFinder(checked, GraphShapes.of(checked, folder)).recommended();
            ModelProto cut = GraphCut.at(ValueInfoProto.newBuilder().setName(tensor).build(), checked);
            CutProof.require(checked, tensor, Files.write(folder.resolve("cut.onnx"), cut.toByteArray()), (_, result) -> result.values());
            return tensor;
        }
    }

    private Path write(ModelProto model) throws IOException {
        return Files.write(folder.resolve("toy.onnx"), model.toByteArray());
    }

    private static ModelProto model(int opset, ValueInfoProto input, List<TensorProto> weights, String output, NodeProto... nodes) {
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(GraphProto.newBuilder().setName("toy").addInput(input).addAllInitializer(weights).addAllNode(Arrays.asList(nodes))
                        .addOutput(ValueInfoProto.newBuilder().setName(output))).build();
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return ToyEncoder.node(operator, output, inputs).build();
    }

    private static NodeProto constant(TensorProto value) {
        return ToyEncoder.node("Constant", value.getName()).addAttribute(ToyEncoder.attribute("value", value)).build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto graph(String name, GraphProto.Builder graph) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.GRAPH).setG(graph).build();
    }

    private static ValueInfoProto floats(String name, long... shape) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        var type = value.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        Arrays.stream(shape).forEach(length -> {
            var dimension = type.getShapeBuilder().addDimBuilder();
            if (length < 0) {
                dimension.setDimParam("batch");
            } else {
                dimension.setDimValue(length);
            }
        });
        return value.build();
    }

    private static TensorProto weights(String name, long... shape) {
        int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).setRawData(ByteString.copyFrom(raw(elements)))
                .addAllDims(Arrays.stream(shape).boxed().toList()).build();
    }

    private static TensorProto halves(String name, long rows, long columns) {
        ByteBuffer halves = ByteBuffer.allocate((int) (2 * rows * columns)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * columns; i++) {
            halves.putShort(Float.floatToFloat16(i % 7 * 0.125f - 0.25f));
        }
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT16_VALUE).addDims(rows).addDims(columns)
                .setRawData(ByteString.copyFrom(halves.flip())).build();
    }

    private static byte[] raw(int elements) {
        ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * elements).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            floats.putFloat((float) Math.sin(1 + i));
        }
        return floats.array();
    }

    private static TensorProto scaled(TensorProto weights, float factor) {
        ByteBuffer floats = ByteBuffer.wrap(weights.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < floats.capacity(); i += Float.BYTES) {
            floats.putFloat(i, floats.getFloat(i) * factor);
        }
        return weights.toBuilder().setRawData(ByteString.copyFrom(floats.array())).build();
    }
}
