package dev.regraft.serve;

import dev.regraft.backbone.Input;
import java.util.List;

/**
 * What is to be ranked, and by what.
 *
 * @param inputs of the examples
 * @param labels of each one; two different ones at least
 * @param backbones names, distinct, in the order in which they were asked for
 */
record RankOrder(List<Input> inputs, List<String> labels, List<String> backbones) {

    /** What each input says, where it is a text. */
    List<String> texts() {
        return inputs.stream().map(Input::textOrNull).toList();
    }
}
