package dev.regraft.backbone;

import java.util.List;

/** What came of one request to a remote model. */
sealed interface EmbeddingsReply {

    /**
     * A vector for each text, in order, each of length one.
     *
     * @param tokens of the texts as the provider has counted them; 0 if it does not say
     */
    record Vectors(List<float[]> vectors, long tokens) implements EmbeddingsReply {
    }

    /**
     * The provider asks to be left alone for a while: it is there.
     *
     * @param afterNanos how long; 0 if it does not say
     */
    record TooMuch(String reason, long afterNanos) implements EmbeddingsReply {
    }

    /**
     * No answer, or none that makes sense: another attempt may do better.
     *
     * @param afterNanos how long the provider asks to wait; 0 if it does not say
     */
    record Failed(String reason, long afterNanos) implements EmbeddingsReply {
    }

    /** It does not work as it is configured, whatever the texts: no attempt will do better before someone has seen to it. */
    record Broken(String reason) implements EmbeddingsReply {
    }

    /** The provider does not take these texts, or one of them. */
    record Refused(String reason) implements EmbeddingsReply {
    }
}
