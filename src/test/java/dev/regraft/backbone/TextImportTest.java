package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.model.ModelFiles;
import dev.regraft.onnx.ModelLook;
import dev.regraft.onnx.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextImportTest {

    private static final BackboneDefinition DEFAULTS = with(null, null);

    @TempDir
    Path folder;

    @BeforeEach
    void tokenizer() throws IOException {
        write("tokenizer.json", "{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"[UNK]\":0,\"a\":1},\"unk_token\":\"[UNK]\"}}");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static ModelLook look(long rows, long length, String... more) {
        List<ModelLook.Input> inputs = new ArrayList<>(List.of(new ModelLook.Input("input_ids", 7, List.of(rows, length))));
        for (String name : more) {
            inputs.add(new ModelLook.Input(name, 1, List.of(-1L, 2L, -1L, 8L)));
        }
        return new ModelLook(inputs, false, "0".repeat(64), "0".repeat(64));
    }

    private TextRecipe recipe(BackboneDefinition definition, ModelLook look) throws IOException {
        return TextImport.recipe(definition, new ModelFiles(folder, "model.onnx"), look);
    }

    private String refusal(BackboneDefinition definition, ModelLook look) {
        return assertThrows(IOException.class, () -> recipe(definition, look)).getMessage();
    }

    private static BackboneDefinition with(String pooling, Integer maxLength) {
        return new BackboneDefinition("mine", "file:/models/mine", null, pooling, null, null, maxLength, null, null, null);
    }

    @Test
    void lengthIsWhatTheFilesSayTheNearestOfThemFirst() throws IOException {
        assertEquals(512, recipe(DEFAULTS, look(-1, -1)).maxTokens(), "where none says anything");
        write("config.json", "{\"model_type\":\"roberta\",\"max_position_embeddings\":130,\"pad_token_id\":1}");
        assertEquals(128, recipe(DEFAULTS, look(-1, -1)).maxTokens(), "RoBERTa counts from behind the padding");
        write("tokenizer_config.json", "{\"model_max_length\":1000000000000000019884624838656}");
        assertEquals(128, recipe(DEFAULTS, look(-1, -1)).maxTokens(), "tools write 1e30 for no limit");
        write("tokenizer_config.json", "{\"model_max_length\":100}");
        assertEquals(100, recipe(DEFAULTS, look(-1, -1)).maxTokens());
        write("sentence_bert_config.json", "{\"max_seq_length\":64}");
        assertEquals(64, recipe(DEFAULTS, look(-1, -1)).maxTokens());
        assertEquals(20, recipe(with(null, 20), look(-1, -1)).maxTokens());
        assertEquals(48, recipe(DEFAULTS, look(-1, 48)).maxTokens(), "a network of one length takes no more");
        assertEquals("maxLength must be at most 128, the most tokens that the network takes: 129", refusal(with(null, 129), look(-1, -1)));
        assertEquals("maxLength must be at most 48, the most tokens that the network takes: 64", refusal(with(null, 64), look(-1, 48)));
    }

    @Test
    void positionsThatAreNotCountedFromZeroAreRefused() throws IOException {
        assertEquals(512, recipe(DEFAULTS, look(-1, -1, "position_ids")).maxTokens());
        write("config.json", "{\"model_type\":\"mpnet\"}");
        assertEquals("a network of the type mpnet must count its positions itself, without an input position_ids",
                refusal(DEFAULTS, look(-1, -1, "position_ids")));
    }

    @Test
    void veryLongTextsMustBeAskedFor() throws IOException {
        write("config.json", "{\"model_type\":\"modernbert\",\"max_position_embeddings\":8192}");
        assertEquals(2_048, recipe(DEFAULTS, look(-1, -1)).maxTokens());
        assertEquals(8_192, recipe(with(null, 8_192), look(-1, -1)).maxTokens());
    }

    @Test
    void decodersArePooledByTheirLastToken() throws IOException {
        assertEquals(Pooling.MEAN, recipe(DEFAULTS, look(-1, -1)).pooling());
        assertEquals(Pooling.LAST, recipe(DEFAULTS, look(-1, -1, "past_key_values.0.key")).pooling());
        write("config.json", "{\"model_type\":\"gpt2\",\"n_positions\":1024,\"bos_token_id\":50256,\"eos_token_id\":50256}");
        TextRecipe recipe = recipe(DEFAULTS, look(-1, -1));
        assertEquals(Pooling.LAST, recipe.pooling());
        assertEquals("last", recipe.poolingWord());
        assertEquals(1_024, recipe.maxTokens());
        assertEquals(50_256, recipe.fill());
        assertEquals(Pooling.MAX, recipe(with("max", null), look(-1, -1)).pooling());
    }

    @ParameterizedTest
    @CsvSource({"cls_token,CLS", "mean_tokens,MEAN", "max_tokens,MAX", "mean_sqrt_len_tokens,MEAN", "weightedmean_tokens,WEIGHTED_MEAN", "lasttoken,LAST"})
    void poolingIsThatOfSentenceTransformers(String mode, Pooling pooling) throws IOException {
        modules("Pooling", "Normalize");
        write("1_Pooling/config.json", "{\"word_embedding_dimension\":384,\"pooling_mode_cls_token\":false,\"pooling_mode_" + mode + "\":true}");
        assertEquals(pooling, recipe(DEFAULTS, look(-1, -1)).pooling());
    }

    private void modules(String second, String third) throws IOException {
        String module = "{\"idx\":%d,\"name\":\"%d\",\"path\":\"%s\",\"type\":\"sentence_transformers.models.%s\"}";
        write("modules.json", "[" + module.formatted(0, 0, "", "Transformer") + "," + module.formatted(1, 1, "1_" + second, second) + ","
                + module.formatted(2, 2, "2_" + third, third) + "]");
    }

    @Test
    void whatSentenceTransformersDoMoreIsRefusedUnlessSomebodySaysWhatToDo() throws IOException {
        modules("Pooling", "Dense");
        write("1_Pooling/config.json", "{\"pooling_mode_mean_tokens\":true,\"pooling_mode_max_tokens\":true}");
        assertEquals("the configuration of the pooling must have one of cls, cls_token, lasttoken, max, max_tokens, mean, mean_sqrt_len_tokens, mean_tokens, "
                + "weightedmean, weightedmean_tokens, unless pooling is given: mean_tokens, max_tokens", refusal(DEFAULTS, look(-1, -1)));
        write("1_Pooling/config.json", "{\"pooling_mode\":\"cls\"}");
        assertEquals("modules.json must have no modules but Transformer, Pooling and Normalize, unless pooling is given: Dense", refusal(DEFAULTS, look(-1, -1)));
        assertEquals(Pooling.MEAN, recipe(with("mean", null), look(-1, -1)).pooling());
        write("modules.json", "[");
        assertTrue(refusal(DEFAULTS, look(-1, -1)).startsWith("modules.json of a model must be JSON: Unexpected end-of-input"));
    }

    @Test
    void networkOfOneTextRunsEachAlone() throws IOException {
        assertTrue(recipe(DEFAULTS, look(1, 48)).rowAtATime());
        assertEquals("a text backbone must take one text at a time, or any number of them: input_ids INT64 [4, 48]", refusal(DEFAULTS, look(4, 48)));
    }

    @Test
    void digestTellsAFillThatIsNone() throws IOException {
        TextRecipe usual = recipe(DEFAULTS, look(-1, -1));
        write("config.json", "{\"pad_token_id\":3}");
        assertNotEquals(usual.digest(), recipe(DEFAULTS, look(-1, -1)).digest());
    }
}
