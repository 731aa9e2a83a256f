package dev.regraft.streams;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.List;
import java.util.random.RandomGenerator;

/** Where the inputs of streams come from. */
public interface Pool {

    /** The space of the vectors. */
    FeatureSpace space();

    /** The labels that inputs have, sorted. */
    List<String> labels();

    /** Inputs to be drawn for one stream. */
    Draws draws(RandomGenerator random);

    /** Inputs that are never drawn, labeled as is right; as many of each label. */
    List<StreamedExample> test();

    /** Hands out inputs, each once. */
    @FunctionalInterface
    interface Draws {

        /**
         * The next input of that label.
         *
         * @throws IllegalStateException if there is none left
         */
        Features next(String label);
    }
}
