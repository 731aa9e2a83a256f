package dev.regraft.backbone;

import dev.regraft.model.Asset;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Finds a text network's {@code tokenizer.json}, or makes it of the vocabulary of BERT ({@code vocab.txt}) or of GPT-2 and RoBERTa
 * ({@code vocab.json}, {@code merges.txt}), as transformers does.
 */
final class TokenizerFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SENTENCE_PIECE = List.of("spiece.model", "sentencepiece.bpe.model", "tokenizer.model");

    private TokenizerFile() {
    }

    /** @throws IOException if there is none, with what to do about it */
    static Asset of(TextFiles files) throws IOException {
        Optional<Asset> whole = files.files().find("tokenizer.json");
        if (whole.isPresent()) {
            return whole.get();
        }
        Optional<Asset> words = files.files().find("vocab.txt");
        if (words.isPresent()) {
            return made(wordPiece(lines(words.get()), files.tokenizerConfig()));
        }
        Optional<Asset> merges = files.files().find("merges.txt");
        if (merges.isPresent() && files.json("vocab.json") instanceof ObjectNode vocabulary) {
            return made(bytePairs(vocabulary, lines(merges.get()), files.tokenizerConfig()));
        }
        for (String name : SENTENCE_PIECE) {
            if (files.files().find(name).isPresent()) {
                throw new FileNotFoundException(name + " must be made a tokenizer.json, by transformers' AutoTokenizer.from_pretrained(folder)"
                        + ".save_pretrained(folder): " + files.files().folder());
            }
        }
        throw new FileNotFoundException("a text backbone must have a tokenizer.json beside it, or vocab.txt, or vocab.json and merges.txt: "
                + files.files().network());
    }

    private static Asset made(ObjectNode tokenizer) throws IOException {
        return Asset.Made.of(JSON.writeValueAsBytes(tokenizer));
    }

    private static List<String> lines(Asset file) throws IOException {
        return new String(file.bytes(), StandardCharsets.UTF_8).lines().toList();
    }

    private static ObjectNode wordPiece(List<String> words, JsonNode config) throws IOException {
        ObjectNode tokenizer = JSON.createObjectNode();
        ObjectNode vocabulary = tokenizer.putObject("model").put("type", "WordPiece").put("unk_token", special(config, "unk_token", "[UNK]"))
                .put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100).putObject("vocab");
        for (int id = 0; id < words.size(); id++) {
            vocabulary.put(words.get(id), id);
        }
        tokenizer.putObject("normalizer").put("type", "BertNormalizer").put("clean_text", true)
                .put("handle_chinese_chars", config.path("tokenize_chinese_chars").asBoolean(true)).put("lowercase", config.path("do_lower_case").asBoolean(true))
                .set("strip_accents", config.path("strip_accents").isBoolean() ? config.path("strip_accents") : JSON.nullNode());
        tokenizer.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        String begin = special(config, "cls_token", "[CLS]");
        String end = special(config, "sep_token", "[SEP]");
        addSpecial(tokenizer, vocabulary, List.of(special(config, "pad_token", "[PAD]"), special(config, "unk_token", "[UNK]"), begin, end,
                special(config, "mask_token", "[MASK]")));
        between(tokenizer, "BertProcessing", begin, end, vocabulary);
        return tokenizer;
    }

    private static ObjectNode bytePairs(ObjectNode vocabulary, List<String> merges, JsonNode config) throws IOException {
        if (merges.stream().anyMatch(merge -> merge.endsWith("</w>"))) {
            throw new IOException("a vocabulary whose words end in </w> must come as a tokenizer.json");
        }
        ObjectNode tokenizer = JSON.createObjectNode();
        ObjectNode model = tokenizer.putObject("model").put("type", "BPE");
        model.set("vocab", vocabulary);
        ArrayNode pairs = model.putArray("merges");
        merges.stream().filter(merge -> !merge.startsWith("#version") && !merge.isBlank()).forEach(pairs::add);
        boolean prefix = config.path("add_prefix_space").asBoolean(false);
        tokenizer.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", prefix).put("trim_offsets", true).put("use_regex", true);
        addSpecial(tokenizer, vocabulary, List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>"));
        if (vocabulary.has("<s>") && vocabulary.has("</s>")) {
            between(tokenizer, "RobertaProcessing", "<s>", "</s>", vocabulary).put("trim_offsets", true).put("add_prefix_space", prefix);
        } else {
            tokenizer.putObject("post_processor").put("type", "ByteLevel").put("add_prefix_space", prefix).put("trim_offsets", false).put("use_regex", true);
        }
        return tokenizer;
    }

    /** A text stands between two tokens. */
    private static ObjectNode between(ObjectNode tokenizer, String type, String begin, String end, ObjectNode vocabulary) throws IOException {
        if (!vocabulary.has(begin) || !vocabulary.has(end)) {
            throw new IOException("a vocabulary must hold the tokens that a text stands between: " + begin + ", " + end);
        }
        ObjectNode processor = tokenizer.putObject("post_processor").put("type", type);
        processor.putArray("sep").add(end).add(vocabulary.get(end));
        processor.putArray("cls").add(begin).add(vocabulary.get(begin));
        return processor;
    }

    /** Those of these tokens that there are, to be looked for before all else. RoBERTa's mask takes the space before it with it. */
    private static void addSpecial(ObjectNode tokenizer, ObjectNode vocabulary, List<String> tokens) {
        ArrayNode added = tokenizer.putArray("added_tokens");
        tokens.stream().distinct().filter(vocabulary::has).sorted((a, b) -> vocabulary.get(a).intValue() - vocabulary.get(b).intValue())
                .forEach(token -> added.addObject().put("id", vocabulary.get(token).intValue()).put("content", token).put("single_word", false)
                        .put("lstrip", token.equals("<mask>")).put("rstrip", false).put("normalized", false).put("special", true));
    }

    /** What a configuration calls a token: a word, or an object with it. */
    private static String special(JsonNode config, String role, String usual) {
        JsonNode said = config.path(role);
        return said.isObject() ? said.path("content").asText(usual) : said.asText(usual);
    }
}
