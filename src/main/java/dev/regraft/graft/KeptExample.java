package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import java.util.Objects;
import java.util.Optional;

/**
 * One example as a task keeps it.
 *
 * @param example with its vector
 * @param also the same example with its vector in another space, while the task goes over to another backbone; null if it has none
 * @param input where the input that its vectors were made of stands in the log of examples; null if they were made of none there
 */
public record KeptExample(LabeledFeatures example, LabeledFeatures also, Position input) {

    public KeptExample {
        Objects.requireNonNull(example, "example");
        if (also != null && (also.space().equals(example.space()) || !also.as(example.space(), example.features()).equals(example))) {
            throw new IllegalArgumentException("two vectors of an example must differ in nothing but their spaces: " + example.space() + ", "
                    + also.space());
        }
    }

    /** One with a vector in one space. */
    public KeptExample(LabeledFeatures example, Position input) {
        this(example, null, input);
    }

    /** It in that space. */
    Optional<LabeledFeatures> in(FeatureSpace space) {
        if (example.space().equals(space)) {
            return Optional.of(example);
        }
        return Optional.ofNullable(also).filter(other -> other.space().equals(space));
    }
}
