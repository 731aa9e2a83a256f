package dev.regraft.graft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is refused for being too much: {@code regraft.limits.*}. */
@ConfigMapping(prefix = "regraft.limits")
public interface Limits {

    /** Size of a request body, in bytes; newline-delimited examples are bounded line by line instead. */
    @WithDefault("20971520")
    int requestBytes();

    /** Inputs in one request. */
    @WithDefault("1000")
    int requestInputs();

    /** Examples in one array. */
    @WithDefault("10000")
    int arrayExamples();

    /** Labels of a task. */
    @WithDefault("10000")
    int taskLabels();

    /** Examples of a task that heads are learned from; of more, those of the smallest hashes of their ids, a random sample. */
    @WithDefault("1000000")
    int taskExamples();

    /** Labels of an example. */
    @WithDefault("1000")
    int exampleLabels();

    /** Characters of a label. */
    @WithDefault("256")
    int labelCharacters();

    /** Characters of an example's id. */
    @WithDefault("256")
    int idCharacters();

    /** Attributes of an example. */
    @WithDefault("32")
    int exampleAttributes();

    /** Answered inputs of all tasks that are remembered, so that they can be labeled without being sent again. */
    @WithDefault("10000")
    int recentPredictions();

    /** Bytes of the texts of remembered inputs, two for each character. */
    @WithDefault("33554432")
    long recentTextBytes();
}
