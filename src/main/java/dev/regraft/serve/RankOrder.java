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

    /** The same by those backbones. */
    RankOrder with(List<String> names) {
        return new RankOrder(inputs, labels, names);
    }

    /** What each input says; null where it is no text. */
    List<String> texts() {
        return inputs.stream().map(Input::textOrNull).toList();
    }
}
