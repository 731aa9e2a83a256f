package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderFileTest {

    private static final float TOLERANCE = 1e-6f;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {7, 8, 11, 13, 18, 21, OperatorRules.NEWEST_OPSET})
    void meanPoolingHonoursTheMask(int opset) {
        // Given two sequences, of which the second ends in padding that has a state of its own
        TokenBatch batch = new TokenBatch(2, 3, new long[] {1, 2, 3, 1, 2, 3}, new long[] {1, 1, 1, 1, 1, 0}, new long[6]);

        // When
        float[] features;
        try (EncoderSession session = EncoderSession.open(ToyEncoder.composed(folder, opset, Pooling.MEAN))) {
            features = session.run(batch);
        }

        // Then
        assertArrayEquals(unit(-2.5f / 3, 4.75f / 3, 10f / 3), row(features, 0), TOLERANCE);
        assertArrayEquals(unit(-1.5f, 2.5f, 1), row(features, 1), TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 8, 11, 13, 18, 21, OperatorRules.NEWEST_OPSET})
    void clsPoolingTakesTheFirstToken(int opset) {
        TokenBatch batch = TokenBatch.unpadded(2, 2, new long[] {1, 3, 2, 3}, new long[4]);
        try (EncoderSession session = EncoderSession.open(ToyEncoder.composed(folder, opset, Pooling.CLS))) {
            float[] features = session.run(batch);
            assertArrayEquals(unit(1, 2, 2), row(features, 0), TOLERANCE);
            assertArrayEquals(unit(-4, 3, 0), row(features, 1), TOLERANCE);
        }
    }

    @Test
    void statesInHalfPrecisionArePooledInFull() throws IOException {
        ModelProto.Builder model = ToyEncoder.model(13).toBuilder();
        model.getGraphBuilder().clearOutput().setNode(1, ToyEncoder.node("Cast", "half", "last_hidden_state").addAttribute(AttributeProto
                .newBuilder().setName("to").setType(AttributeProto.AttributeType.INT).setI(TensorProto.DataType.FLOAT16_VALUE)))
                .addNode(ToyEncoder.node("Identity", "states", "half")).addOutput(ValueInfoProto.newBuilder().setName("states"));
        Path composed = folder.resolve("half.onnx");
        EncoderFile.compose(Files.write(folder.resolve("toy.onnx"), model.build().toByteArray()), null, Pooling.MEAN, composed);
        assertEquals("states", EncoderFile.contents(composed).cut());
        try (EncoderSession session = EncoderSession.open(composed)) {
            assertArrayEquals(unit(-2.5f / 3, 4.75f / 3, 10f / 3), session.run(TokenBatch.unpadded(1, 3, new long[] {1, 2, 3}, new long[3])),
                    TOLERANCE);
        }
    }

    /** Row after row of a block, two numbers to a byte, the lower first; 8 is zero. Here the states' numbers change places. */
    @Test
    void weightsOf4BitsInBlocksAreRead() throws IOException {
        ModelProto.Builder model = ToyEncoder.model(13).toBuilder().addOpsetImport(opset("com.microsoft"));
        byte[] quantised = new byte[3 * 8];
        Arrays.fill(quantised, (byte) 0x88);
        quantised[0] = (byte) 0xa8;
        quantised[9] = (byte) 0x8a;
        quantised[16] = (byte) 0x8a;
        NodeProto.Builder product = ToyEncoder.node("MatMulNBits", "last_hidden_state", "states", "quantised", "scales")
                .setDomain("com.microsoft").addAttribute(integer("K", 3)).addAttribute(integer("N", 3)).addAttribute(integer("block_size", 16));
        model.getGraphBuilder().removeOutput(0).setNode(0, ToyEncoder.node("Gather", "states", "table", "input_ids")).setNode(1, product)
                .addInitializer(TensorProto.newBuilder().setName("quantised").setDataType(TensorProto.DataType.UINT8_VALUE).addDims(3).addDims(1)
                        .addDims(8).setRawData(ByteString.copyFrom(quantised)))
                .addInitializer(TensorProto.newBuilder().setName("scales").setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(3)
                        .addFloatData(0.5f).addFloatData(0.5f).addFloatData(0.5f));
        Path composed = folder.resolve("blocks.onnx");
        EncoderFile.compose(Files.write(folder.resolve("toy.onnx"), model.build().toByteArray()), null, Pooling.CLS, composed);
        try (EncoderSession session = EncoderSession.open(composed)) {
            assertArrayEquals(unit(3, 0, -4), session.run(TokenBatch.unpadded(1, 2, new long[] {2, 1}, new long[2])), TOLERANCE);
        }
    }

    /** The runtime imports all domains that it knows into what it saves, as Optimum's optimised exports are. */
    @Test
    void domainsThatNoNodeUsesAreLeftOut() throws IOException {
        ModelProto.Builder model = ToyEncoder.model(13).toBuilder().addOpsetImport(opset("ai.onnx.training")).addOpsetImport(opset("com.microsoft"));
        Path composed = folder.resolve("domains.onnx");
        EncoderFile.compose(Files.write(folder.resolve("toy.onnx"), model.build().toByteArray()), null, Pooling.CLS, composed);
        assertEquals(List.of("", "com.microsoft"), ModelProto.parseFrom(Files.readAllBytes(composed)).getOpsetImportList().stream()
                .map(OperatorSetIdProto::getDomain).toList());
    }

    private static OperatorSetIdProto opset(String domain) {
        return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1).build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    @Test
    void zeroStatesGiveZeroFeatures() {
        try (EncoderSession session = EncoderSession.open(ToyEncoder.composed(folder, 11, Pooling.MEAN))) {
            assertArrayEquals(new float[3], session.run(TokenBatch.unpadded(1, 2, new long[2], new long[2])));
        }
    }

    @Test
    void dropsWhatTheFeaturesDoNotNeed() throws IOException {
        ModelProto composed = ModelProto.parseFrom(Files.readAllBytes(ToyEncoder.composed(folder, 11, Pooling.MEAN)));
        assertEquals(1, composed.getGraph().getOutputCount());
        assertEquals("features", composed.getGraph().getOutput(0).getName());
        assertEquals(1, composed.getGraph().getInitializerCount());
        assertTrue(composed.getGraph().getNodeList().stream().noneMatch(node -> node.getOutputList().contains("logits")));
    }

    @Test
    void refusesAnEncoderWithoutHiddenStates() {
        ModelProto.Builder model = ToyEncoder.model(11).toBuilder();
        model.getGraphBuilder().clearOutput().addOutput(model.getGraph().getInput(0));
        assertEquals("a backbone must have an output of floating-point numbers that depends on its input: [input_ids]",
                refusal(model, Pooling.CLS));
    }

    @Test
    void refusesOperatorsOfAForeignDomain() {
        ModelProto.Builder model = ToyEncoder.model(11).toBuilder();
        model.getGraphBuilder().getNodeBuilder(0).setDomain("evil.example");
        assertEquals("operators must come from [ai.onnx, ai.onnx.ml, com.microsoft]: evil.example", refusal(model, Pooling.CLS));
    }

    @Test
    void refusesWeightsOutsideTheFile() {
        ModelProto.Builder model = ToyEncoder.model(11).toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd"));
        assertEquals("a weight must lie in a file below the model's folder: table /etc/passwd", refusal(model, Pooling.CLS));
    }

    @Test
    void refusesWeightsOutsideTheFileInAnAttribute() {
        TensorProto outside = TensorProto.newBuilder().setName("hidden").setDataLocation(TensorProto.DataLocation.EXTERNAL).build();
        ModelProto.Builder model = ToyEncoder.model(11).toBuilder();
        model.getGraphBuilder().addNode(ToyEncoder.node("Constant", "constant").addAttribute(ToyEncoder.attribute("value", outside)));
        assertEquals("only weights of the graph itself may lie outside the model file: hidden", refusal(model, Pooling.CLS));
    }

    @Test
    void refusesBytesThatAreNoModel() throws IOException {
        Path noise = Files.write(folder.resolve("noise.onnx"), "no model at all".getBytes());
        Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
        assertThrows(UnusableModelException.class, () -> EncoderFile.compose(noise, null, Pooling.CLS, folder.resolve("target")));
        assertThrows(UnusableModelException.class, () -> EncoderFile.compose(empty, null, Pooling.CLS, folder.resolve("target")));
    }

    private String refusal(ModelProto.Builder model, Pooling pooling) {
        return assertThrows(UnusableModelException.class, () -> EncoderFile.compose(
                Files.write(folder.resolve("refused.onnx"), model.build().toByteArray()), null, pooling, folder.resolve("target"))).getMessage();
    }

    private static float[] row(float[] features, int row) {
        return Arrays.copyOfRange(features, row * 3, row * 3 + 3);
    }

    private static float[] unit(float... vector) {
        double norm = Math.sqrt(vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2]);
        return new float[] {(float) (vector[0] / norm), (float) (vector[1] / norm), (float) (vector[2] / norm)};
    }
}
