package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.quality.Gate;
import dev.regraft.train.HeadSettings;
import dev.regraft.train.Hints;
import java.util.Optional;

/**
 * On what terms a task's heads are learned and go live.
 *
 * @param words what its declared labels mean; empty if that does not count
 */
record Terms(Gate gate, HeadSettings head, Optional<HintVectors> words) {

    /** Those of a task that is not known yet. */
    static final Terms DEFAULT = new Terms(Gate.DEFAULT, HeadSettings.DEFAULT, Optional.empty());

    /** What the words of labels say to heads of that space. */
    Hints hints(FeatureSpace space) {
        return words.map(vectors -> vectors.hints(space)).orElse(Hints.NONE);
    }

    /** What a backbone makes of the words; empty if that does not count. */
    Optional<HintVectors> wordsOf(String backbone) {
        return backbone == null ? words : words.flatMap(vectors -> vectors.of(backbone));
    }

    static Terms of(TaskDefinition definition) {
        Optional<HintVectors> words = definition.hasWords() ? Optional.of(definition.hintVectors()) : Optional.empty();
        return new Terms(definition.gate(), definition.headSettings(), words);
    }
}
