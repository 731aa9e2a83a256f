package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenInputsTest {

    private static final int INT = TensorProto.DataType.INT32_VALUE;
    private static final int LONG = TensorProto.DataType.INT64_VALUE;
    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    private static final long[] IDS = {3, 9, 4, 7, 8, 5};

    @TempDir
    Path folder;

    private float[] features(ModelProto model, String cut) {
        try (EncoderSession session = EncoderSession.open(ToyText.composed(folder, model, cut, Pooling.MEAN))) {
            return session.run(TokenBatch.unpadded(2, 3, IDS, new long[6]));
        }
    }

    private float[] usual() {
        return features(ToyText.usual(17).model("states"), null);
    }

    private String refusal(ModelProto model, String cut) {
        return assertThrows(UnusableModelException.class, () -> ToyText.composed(folder, model, cut, Pooling.MEAN)).getMessage();
    }

    @Test
    void takesTokensOfThirtyTwoBits() {
        ModelProto model = ToyText.of(17, ToyText.input("input_ids", INT, "b", "s")).input(ToyText.input("attention_mask", INT, "b", "s")).model("states");
        assertArrayEquals(usual(), features(model, null));
    }

    @Test
    void namesOfTensorFlowAreUnderstood() {
        ModelProto colons = ToyText.of(17, ToyText.tokens("input_ids:0")).input(ToyText.tokens("attention_mask:0")).model("states");
        ModelProto hub = ToyText.of(17, ToyText.tokens("serving_default_input_word_ids:0")).input(ToyText.tokens("serving_default_input_mask:0")).model("states");
        ModelProto single = ToyText.of(17, ToyText.tokens("keras_tensor_12")).model("states");
        assertArrayEquals(usual(), features(colons, null));
        assertArrayEquals(usual(), features(hub, null));
        assertArrayEquals(usual(), features(single, null));
    }

    @Test
    void positionsAreCountedWhereTheNetworkWantsThem() {
        ToyText toy = ToyText.usual(17).input(ToyText.tokens("position_ids"));
        toy.node("Gather", "places", List.of("table", "position_ids")).node("Add", "sum", List.of("states", "places"));
        float[] features = features(toy.model("sum"), null);
        double[] expected = new double[ToyText.WIDTH];
        for (int token = 0; token < 3; token++) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] += ToyText.row(IDS[3 + token])[i] + ToyText.row(token)[i];
            }
        }
        assertUnit(expected, features, 1);
    }

    private static void assertUnit(double[] vector, float[] features, int row) {
        double square = 0;
        for (double value : vector) {
            square += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            assertEquals(vector[i] / Math.sqrt(square), features[row * vector.length + i], 1e-6);
        }
    }

    /** Adds to the state of each token those of all others, and of those that are remembered. */
    private static ModelProto decoder(ValueInfoProto past) {
        ToyText toy = ToyText.usual(11).input(past);
        toy.node("Unsqueeze", "present", List.of("states"), ToyText.integers("axes", 1));
        toy.node("Concat", "all", List.of(past.getName(), "present"), ToyText.integer("axis", 2));
        toy.node("ReduceSum", "sum", List.of("all"), ToyText.integers("axes", 2), ToyText.integer("keepdims", 1));
        toy.node("Squeeze", "context", List.of("sum"), ToyText.integers("axes", 1));
        return toy.node("Add", "hidden", List.of("states", "context")).model("hidden", "all");
    }

    @Test
    void decoderRemembersNothing() throws Exception {
        ModelProto model = decoder(ToyText.input("past_key_values.0.key", FLOAT, "batch", 1, "past", ToyText.WIDTH));
        double[] expected = new double[ToyText.WIDTH];
        for (int token = 0; token < 3; token++) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] += 4 * ToyText.row(IDS[token])[i];
            }
        }
        assertUnit(expected, features(model, null), 0);
        Path file = Files.write(folder.resolve("decoder.onnx"), model.toByteArray());
        assertTrue(ModelLook.of(file).remembers());
        assertTrue(CutList.of(file, folder).stream().anyMatch(cut -> cut.tensor().equals("hidden")), "and is run to see where it can be cut");
        assertTrue(refusal(decoder(ToyText.input("past_key_values.0.key", FLOAT, "batch", "heads", "past", "width")), null)
                .startsWith("what a decoder remembers must be open in the numbers of texts and tokens"));
    }

    @Test
    void mergedDecoderIsTheOneThatRemembersNothing() {
        float[] hundred = {100};
        GraphProto with = GraphProto.newBuilder().setName("with").addInitializer(ToyText.numbers("hundred", hundred, 1))
                .addNode(ToyText.madeBy("Add", "states_then", List.of("states", "hundred")))
                .addNode(ToyText.madeBy("Identity", "logits_then", List.of("states_then"))).addOutput(ToyText.input("logits_then", FLOAT, "b", "s", "w")).build();
        GraphProto without = GraphProto.newBuilder().setName("without").addInitializer(ToyText.numbers("two", new float[] {2}, 1))
                .addNode(ToyText.madeBy("Mul", "hidden", List.of("states", "two"))).addNode(ToyText.madeBy("Exp", "logits_else", List.of("hidden")))
                .addOutput(ToyText.input("logits_else", FLOAT, "b", "s", "w")).build();
        ModelProto model = ToyText.usual(17).input(ToyText.input("use_cache_branch", TensorProto.DataType.BOOL_VALUE, 1))
                .node("If", "logits", List.of("use_cache_branch"), ToyText.branch("then_branch", with), ToyText.branch("else_branch", without)).model("logits");
        assertArrayEquals(usual(), features(model, "hidden"), 1e-7f);
    }

    @Test
    void otherInputsAreRefusedByNameUnlessTheCutLeavesThemBehind() {
        ToyText read = ToyText.usual(17).input(ToyText.input("encoder_hidden_states", FLOAT, "b", "s", ToyText.WIDTH));
        ModelProto model = read.node("Add", "crossed", List.of("states", "encoder_hidden_states")).model("crossed");
        assertEquals("what is before the cut crossed must read nothing but input_ids, attention_mask, token_type_ids, position_ids and past_key_values: "
                + "encoder_hidden_states", refusal(model, null));
        assertArrayEquals(usual(), features(model, "states"));
        ModelProto two = ToyText.of(17, ToyText.tokens("words")).input(ToyText.tokens("segments")).model("states");
        assertEquals("a text network must have an input named input_ids: [segments, words]", refusal(two, null));
    }

    @Test
    void vectorsAreTakenAsTheyAre() {
        ToyText toy = ToyText.usual(17).weight(TensorProto.newBuilder().setName("first").setDataType(LONG).addInt64Data(0).build());
        ModelProto model = toy.node("Gather", "sentence_embedding", List.of("states", "first"), ToyText.integer("axis", 1)).model("states", "sentence_embedding");
        try (EncoderSession session = EncoderSession.open(ToyText.composed(folder, model, "sentence_embedding", Pooling.NONE))) {
            float[] features = session.run(TokenBatch.unpadded(2, 3, IDS, new long[6]));
            assertUnit(ToyText.row(3), features, 0);
            assertUnit(ToyText.row(7), features, 1);
        }
    }

    @Test
    void aCutThatIsNoneIsRefusedWithSomeThatAre() {
        assertEquals("cut must be one of 1 tensors, of which the last are states: last_hidden_state", refusal(ToyText.usual(17).model("states"),
                "last_hidden_state"));
    }

    @Test
    void statesInAnotherOrderAreRefused() {
        ToyText toy = ToyText.usual(17);
        toy.node("Transpose", "turned", List.of("states"), ToyText.integers("perm", 1).toBuilder().addInts(0).addInts(2).build());
        assertEquals("for 2 texts of 5 tokens the tensor at the cut must be [2, 5, 48]: [5, 2, 48]",
                assertThrows(UnusableModelException.class, () -> ToyText.composed(folder, toy.model("turned"), "turned", Pooling.CLS)).getMessage());
    }
}
