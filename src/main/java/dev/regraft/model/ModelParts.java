package dev.regraft.model;

import java.util.List;

/** The small files of a model, which tell how its network is used, by their paths in its folder. */
final class ModelParts {

    /** Tokenizer, what the network is, what is done to a picture, and how the states of tokens become one vector. */
    static final List<String> SMALL = List.of("tokenizer.json", "config.json", "preprocessor_config.json", "modules.json",
            "1_Pooling/config.json", "sentence_bert_config.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt",
            "vocab.json", "merges.txt");

    private ModelParts() {
    }
}
