package dev.regraft.backbone;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a {@code tokenizer.json} says of itself, its vocabulary left aside: above all, where a text can be cut without changing the tokens
 * before the cut.
 *
 * @param json its fields; of {@code model} only the type
 */
record TokenizerRules(ObjectNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where tokens end whatever follows. */
    enum Words {

        /** Where BERT's rules end a word: at white space, punctuation and Chinese characters. */
        BERT,

        /** At a space, if a word or more follows that is not kept. */
        SPACES,

        /** Nobody knows: a text is one word, or is changed by rules that may look at all of it. */
        WHOLE
    }

    private static final Pattern BERT_TOKEN = Pattern.compile("\\[[A-Za-z0-9]+]");

    /** What splits a text at its spaces. */
    private static final Set<String> SPLITTING = Set.of("BertPreTokenizer", "ByteLevel", "Whitespace", "WhitespaceSplit", "Metaspace");

    /** What changes a character by itself and those next to it. */
    private static final Set<String> LOCAL = Set.of("BertNormalizer", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "Precompiled",
            "Strip", "Prepend");

    /** @throws IOException if it is no {@code tokenizer.json} */
    static TokenizerRules of(byte[] bytes) throws IOException {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a tokenizer.json must be a JSON object");
            }
            ObjectNode json = JSON.createObjectNode();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                json.set(field, field.equals("model") ? type(parser) : parser.readValueAsTree());
            }
            return new TokenizerRules(json);
        }
    }

    private static ObjectNode type(JsonParser parser) throws IOException {
        ObjectNode model = JSON.createObjectNode();
        while (parser.currentToken() == JsonToken.START_OBJECT && parser.nextToken() == JsonToken.FIELD_NAME
                || parser.currentToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken().isScalarValue()) {
                model.set(field, parser.readValueAsTree());
            } else {
                parser.skipChildren();
            }
            parser.nextToken();
        }
        return model;
    }

    /** Where a text may be cut. */
    Words words() {
        JsonNode splitter = json.path("pre_tokenizer");
        boolean isBert = typeOf(splitter).equals("BertPreTokenizer") && typeOf(json.path("model")).equals("WordPiece")
                && typeOf(json.path("normalizer")).equals("BertNormalizer") && json.path("normalizer").path("handle_chinese_chars").asBoolean();
        for (JsonNode token : json.path("added_tokens")) {
            isBert &= BERT_TOKEN.matcher(token.path("content").asText()).matches();
        }
        if (isBert) {
            return Words.BERT;
        }
        return splits(splitter) && isLocal(json.path("normalizer")) ? Words.SPACES : Words.WHOLE;
    }

    private static boolean splits(JsonNode splitter) {
        return switch (typeOf(splitter)) {
            case "Sequence" -> {
                boolean splits = false;
                for (JsonNode part : splitter.path("pretokenizers")) {
                    splits |= splits(part);
                }
                yield splits;
            }
            case "ByteLevel" -> splitter.path("use_regex").asBoolean(true);
            case "Metaspace" -> splitter.path("split").asBoolean(true);
            case String type -> SPLITTING.contains(type);
        };
    }

    private static boolean isLocal(JsonNode normalizer) {
        return switch (typeOf(normalizer)) {
            case "" -> true;
            case "Sequence" -> {
                boolean local = true;
                for (JsonNode part : normalizer.path("normalizers")) {
                    local &= isLocal(part);
                }
                yield local;
            }
            case "Replace" -> normalizer.path("pattern").path("Regex").asText().equals(" {2,}")
                    || !normalizer.path("pattern").path("String").asText(" ").contains(" ");
            case String type -> LOCAL.contains(type);
        };
    }

    /** Characters of the longest token that is looked for before all else. */
    int longestAdded() {
        int longest = 0;
        for (JsonNode token : json.path("added_tokens")) {
            longest = Math.max(longest, token.path("content").asText().length());
        }
        return longest;
    }

    private static String typeOf(JsonNode part) {
        return part.path("type").asText();
    }
}
