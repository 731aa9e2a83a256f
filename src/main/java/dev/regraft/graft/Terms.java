package dev.regraft.graft;

import dev.regraft.quality.Gate;
import dev.regraft.train.HeadSettings;
import java.util.Optional;

/**
 * On what terms a task's heads are learned and go live.
 *
 * @param words what its declared labels mean; empty if that does not count
 */
record Terms(Gate gate, HeadSettings head, Optional<HintVectors> words) {

    /** Those of a task that is not known yet. */
    static final Terms DEFAULT = new Terms(Gate.DEFAULT, HeadSettings.DEFAULT, Optional.empty());

    static Terms of(TaskDefinition definition) {
        Optional<HintVectors> words = definition.hasWords() ? Optional.of(definition.hintVectors()) : Optional.empty();
        return new Terms(definition.gate(), definition.headSettings(), words);
    }
}
