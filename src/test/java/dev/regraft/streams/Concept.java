package dev.regraft.streams;

import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What inputs and labels have become in a world that is another. */
@FunctionalInterface
public interface Concept {

    StreamedExample of(StreamedExample before);

    /**
     * Labels mean something else: each of the first so many now goes by the name of the next of them.
     *
     * @param labels of which the first {@code count} change their names
     */
    static Concept ofLabels(List<String> labels, int count) {
        Map<String, String> names = new HashMap<>();
        for (int k = 0; k < count; k++) {
            names.put(labels.get(k), labels.get((k + 1) % count));
        }
        return before -> before.renamed(names);
    }

    /**
     * Inputs look otherwise: x' = (cos φ · x + sin φ · P x) / ‖·‖, P the same permutation of the features for all.
     *
     * @param degrees φ; at 90 nothing is left of what was
     */
    static Concept ofInputs(int dimension, double degrees, long seed) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < dimension; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        double kept = Math.cos(Math.toRadians(degrees));
        double mixedIn = Math.sin(Math.toRadians(degrees));
        return before -> before.withFeatures(turned(before.features(), order, kept, mixedIn));
    }

    private static Features turned(Features features, List<Integer> order, double kept, double mixedIn) {
        double[] vector = new double[order.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = kept * features.fixedPoint(i) + mixedIn * features.fixedPoint(order.get(i));
        }
        return GaussianPool.quantised(vector);
    }
}
