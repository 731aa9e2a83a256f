package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.model.ModelFiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.TokenizerRules.Words;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers of other kinds than BERT's: {@code tokenizers.json} is written by {@code src/bench/text_exports.py --tokenizers}. */
class TokenizerKindsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TOKENS = 16;
    private static final String[] PIECES = {" ", " ", " ", "  ", "word", "card was", "漢", "字", ".", ",", "!?", "é", "e\u0301", "😀", "\n", "\n\n", "\t", "-",
        "a".repeat(40), "\u200b", "\u00a0", "Σ", "カ", "1", "12345", "'s", "\u3000", "<mask>", " <mask> ", "</s>", "<|endoftext|>", "▁", "can't"};

    @TempDir
    Path folder;

    private static JsonNode kind(String kind) throws IOException {
        return JSON.readTree(TokenizerKindsTest.class.getResource("tokenizers.json")).get(kind);
    }

    private static byte[] tokenizer(String kind) throws IOException {
        return JSON.writeValueAsBytes(kind(kind).get("tokenizer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "gpt2", "unigram", "unigram-metaspace", "sentencepiece-bpe"})
    void tokensAreThoseOfTheReference(String kind) throws IOException {
        try (TextTokenizer tokenizer = new TextTokenizer(tokenizer(kind), 1_000, 7)) {
            for (JsonNode golden : kind(kind).get("golden")) {
                long[] expected = JSON.convertValue(golden.get("ids"), long[].class);
                assertArrayEquals(expected.length == 0 ? new long[] {7} : expected, tokenizer.encode(golden.get("text").asText()).ids(), golden.toString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"byte-level,SPACES", "gpt2,SPACES", "unigram,SPACES", "unigram-metaspace,SPACES", "sentencepiece-bpe,WHOLE"})
    void keepsTheTokensOfTheWholeText(String kind, Words words) throws IOException {
        assertEquals(words, TokenizerRules.of(tokenizer(kind)).words());
        Random random = new Random(20_261_126);
        try (TextTokenizer tokenizer = new TextTokenizer(tokenizer(kind), MAX_TOKENS, 0);
                TextTokenizer unlimited = new TextTokenizer(tokenizer(kind), 1_000_000, 0)) {
            for (int round = 0; round < 700; round++) {
                // Words of one token at first, so that the last tokens kept are near the place where the text is cut
                StringBuilder text = new StringBuilder(" unbelievably".repeat(random.nextInt(16)));
                while (text.length() < 600) {
                    text.append(PIECES[random.nextInt(PIECES.length)]);
                }
                assertPrefix(unlimited.encode(text.toString()).ids(), tokenizer.encode(text.toString()), text.toString());
            }
        }
    }

    private static void assertPrefix(long[] whole, Tokens cut, String text) {
        assertEquals(whole.length > MAX_TOKENS, cut.truncated(), text);
        int kept = Math.min(whole.length, MAX_TOKENS) - 2;
        assertArrayEquals(Arrays.copyOf(whole, kept), Arrays.copyOf(cut.ids(), kept), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "unigram", "unigram-metaspace", "sentencepiece-bpe"})
    void longestTextsTakeNoLongTime(String kind) throws IOException {
        Map<String, Long> times = new TreeMap<>();
        try (TextTokenizer tokenizer = new TextTokenizer(tokenizer(kind), 512, 0)) {
            for (String piece : List.of("where is my parcel ", "a1,", "漢字かな", "a", " ")) {
                String text = piece.repeat(100_000 / piece.length());
                tokenizer.encode(text);
                long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                tokenizer.encode(text);
                times.put(piece, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1_000_000);
            }
        }
        assertTrue(times.values().stream().allMatch(ms -> ms < 1_500), times.toString());
    }

    @Test
    void textOfNoTokensIsReadAsOneThatSaysNothing() throws IOException {
        try (TextTokenizer tokenizer = new TextTokenizer(tokenizer("gpt2"), MAX_TOKENS, 5)) {
            Tokens tokens = tokenizer.encode("");
            assertArrayEquals(new long[] {5}, tokens.ids());
            assertEquals(1, tokens.count());
        }
    }

    @Test
    void paddingIsNoToken() {
        Tokens padded = new Tokens(new long[] {4, 5}, new long[] {0, 1}, 2, true).paddedTo(4, 9);
        assertArrayEquals(new long[] {4, 5, 9, 9}, padded.ids());
        assertArrayEquals(new long[] {0, 1, 0, 0}, padded.types());
        assertEquals(2, padded.count());
        assertTrue(padded.truncated());
    }

    private TextFiles files() throws IOException {
        return TextFiles.of(new ModelFiles(folder, "model.onnx"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "gpt2"})
    void vocabularyAndMergesMakeTheSameTokenizer(String kind) throws IOException {
        JsonNode model = kind(kind).get("tokenizer").get("model");
        StringBuilder merges = new StringBuilder("#version: 0.2\n");
        model.get("merges").forEach(pair -> merges.append(pair.isArray() ? pair.get(0).asText() + " " + pair.get(1).asText() : pair.asText()).append('\n'));
        Files.writeString(folder.resolve("vocab.json"), JSON.writeValueAsString(model.get("vocab")));
        Files.writeString(folder.resolve("merges.txt"), merges);
        assertSameTokens(kind(kind).get("golden"), TokenizerFile.of(files()).bytes(), 1_000);
    }

    @Test
    void vocabularyOfBertMakesTheSameTokenizer() throws IOException {
        byte[] json = TextRecipe.KNOWN.getFirst().tokenizer().bytes();
        String[] words = new String[30_522];
        ((ObjectNode) JSON.readTree(json).get("model").get("vocab")).properties().forEach(word -> words[word.getValue().intValue()] = word.getKey());
        Files.writeString(folder.resolve("vocab.txt"), String.join("\n", words) + "\n");
        byte[] made = TokenizerFile.of(files()).bytes();
        assertEquals(Words.BERT, TokenizerRules.of(made).words());
        assertSameTokens(JSON.readTree(TokenizerKindsTest.class.getResource("golden-features.json")).get("all-minilm-l6-v2"), made, 256);
    }

    private static void assertSameTokens(JsonNode golden, byte[] made, int maxTokens) throws IOException {
        try (TextTokenizer tokenizer = new TextTokenizer(made, maxTokens, 0)) {
            for (JsonNode row : golden) {
                long[] expected = JSON.convertValue(row.get("ids"), long[].class);
                assertArrayEquals(expected.length == 0 ? new long[1] : expected, tokenizer.encode(row.get("text").asText()).ids(), row.get("text").asText());
            }
        }
    }

    @Test
    void saysWhatToDoWithoutATokenizer() throws IOException {
        assertEquals("a text backbone must have a tokenizer.json beside it, or vocab.txt, or vocab.json and merges.txt: " + folder.resolve("model.onnx"),
                assertThrows(FileNotFoundException.class, () -> TokenizerFile.of(files())).getMessage());
        Files.write(folder.resolve("spiece.model"), new byte[3]);
        assertEquals("spiece.model must be made a tokenizer.json, by transformers' AutoTokenizer.from_pretrained(folder).save_pretrained(folder): " + folder,
                assertThrows(FileNotFoundException.class, () -> TokenizerFile.of(files())).getMessage());
        Files.writeString(folder.resolve("vocab.json"), "{\"a\":0,\"a</w>\":1}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b</w>\n");
        assertEquals("a vocabulary whose words end in </w> must come as a tokenizer.json",
                assertThrows(IOException.class, () -> TokenizerFile.of(files())).getMessage());
        Files.writeString(folder.resolve("vocab.txt"), "a\nb\n");
        assertEquals("a vocabulary must hold the tokens that a text stands between: [CLS], [SEP]",
                assertThrows(IOException.class, () -> TokenizerFile.of(files())).getMessage());
    }
}
