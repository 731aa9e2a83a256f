package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.time.Instant;
import java.util.Map;

/**
 * One example as the log of features keeps it: what a head learns from.
 *
 * @param incarnation {@link TaskDefinition#createdAt()} of the task it was labeled for
 * @param space the space its vector lives in
 * @param target what is right of it
 * @param weight how much it counts, in [0, 100]
 * @param attributes what else is known of it, by name
 * @param features its vector
 */
public record LabeledFeatures(Instant incarnation, FeatureSpace space, Target target, double weight,
        Map<String, String> attributes, Features features) {

    public LabeledFeatures {
        if (!(weight >= 0 && weight <= 100)) {
            throw new IllegalArgumentException("weight must be in [0, 100]: " + weight);
        }
        attributes = Map.copyOf(attributes);
    }

    /** The same example as another backbone sees it. */
    public LabeledFeatures as(FeatureSpace other, Features seen) {
        return new LabeledFeatures(incarnation, other, target, weight, attributes, seen);
    }
}
