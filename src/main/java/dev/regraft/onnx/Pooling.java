package dev.regraft.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the hidden states of a text network, one for each token, become one vector. */
public enum Pooling {

    /** The mean of the tokens that the attention mask lets through. */
    MEAN,

    /** The first token, where BERT-like encoders are trained to gather the meaning of the whole. */
    CLS,

    /** The last token that is no padding: the only one of a decoder that has seen the whole text. */
    LAST,

    /** The largest number of each column, over the tokens. */
    MAX,

    /** The mean with weights 1, 2, 3 ... along the text, for decoders: later tokens have seen more of it. */
    WEIGHTED_MEAN,

    /** Nothing: the network gives one vector for each text already. Nobody asks for it, a cut does. */
    NONE;

    /** How it is called outside: {@code weighted-mean}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The words of those that can be asked for. */
    public static List<String> words() {
        return Arrays.stream(values()).filter(pooling -> pooling != NONE).map(Pooling::word).toList();
    }

    /** @throws IllegalArgumentException if there is none of this word */
    public static Pooling of(String word) {
        return Arrays.stream(values()).filter(pooling -> pooling.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("pooling must be one of " + String.join(", ", words()) + ": " + word));
    }
}
