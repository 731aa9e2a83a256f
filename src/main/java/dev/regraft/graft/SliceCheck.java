package dev.regraft.graft;

import dev.regraft.head.LeftOut;
import dev.regraft.head.Metrics;
import dev.regraft.quality.Slices;
import dev.regraft.train.Example;
import dev.regraft.train.Fit;
import dev.regraft.train.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds on which value of the task's slice attributes a learned head is worst, by examples that it had not learned; of one that balances
 * them also what that was worth.
 *
 * <p>Examples count as they come, except for heads that balance their slices: such a head is to answer as if a value said nothing of the
 * label, so every label counts as much as another in each slice. As they come, a slice that is nearly all of one label would look well served
 * by guessing it.
 *
 * @param names of the attributes
 */
record SliceCheck(List<String> names) {

    /**
     * The head with its worst slice told.
     *
     * @param set where the attributes of the examples are; an example that has left it is not asked. Null if all have
     */
    Fit measured(Fit fit, TrainingSet set) {
        if (names.isEmpty() || fit.leftOut().isEmpty() || set == null) {
            return fit;
        }
        LeftOut leftOut = fit.leftOut().get().get();
        Asked asked = Asked.of(leftOut, set, names, fit.unbalanced().isPresent());
        Optional<Metrics.WorstSlice> worst = asked.slices(names).worst()
                .map(slice -> new Metrics.WorstSlice(slice.attribute(), slice.value(), slice.accuracy(), slice.examples()));
        return fit.with(worst.orElse(null), fit.unbalanced().map(before -> compared(leftOut, before.get(), set)).orElse(""));
    }

    /** What balancing was worth, on the examples that neither head had learned; nothing if they are too few. */
    private String compared(LeftOut after, LeftOut before, TrainingSet set) {
        Set<String> both = new HashSet<>(after.ids());
        both.retainAll(before.ids());
        Asked with = Asked.of(after, set, names, true, both);
        Asked without = Asked.of(before, set, names, true, both);
        Optional<Slices.Slice> worst = with.slices(names).worst();
        Optional<Slices.Slice> worstBefore = without.slices(names).worst();
        if (worst.isEmpty() || worstBefore.isEmpty()) {
            return "";
        }
        return String.format(Locale.ROOT, "; of %d examples left out, every label counting alike in each slice, %.1f %% are right (without"
                + " balancing %.1f %%), of the worst slice %s %.1f %% (without balancing of %s %.1f %%)", with.right().length,
                100 * with.accuracy(), 100 * without.accuracy(), name(worst.get()), 100 * worst.get().accuracy(), name(worstBefore.get()),
                100 * worstBefore.get().accuracy());
    }

    private static String name(Slices.Slice slice) {
        return slice.value() == null ? "without " + slice.attribute() : slice.attribute() + " " + slice.value();
    }

    /** Examples left out, with what is known of each. */
    private record Asked(List<Map<String, String>> attributes, boolean[] right, float[] confidences, double[] weights) {

        static Asked of(LeftOut leftOut, TrainingSet set, List<String> names, boolean alike) {
            return of(leftOut, set, names, alike, new HashSet<>(leftOut.ids()));
        }

        /** @param alike whether every label is to count as much as another in each slice */
        static Asked of(LeftOut leftOut, TrainingSet set, List<String> names, boolean alike, Set<String> ids) {
            List<Map<String, String>> attributes = new ArrayList<>();
            int[] places = new int[leftOut.size()];
            for (int i = 0; i < leftOut.size(); i++) {
                Optional<Example> example = ids.contains(leftOut.ids().get(i)) ? set.find(leftOut.ids().get(i)) : Optional.empty();
                if (example.isPresent()) {
                    places[attributes.size()] = i;
                    attributes.add(example.get().attributes());
                }
            }
            boolean[] right = new boolean[attributes.size()];
            float[] confidences = new float[right.length];
            double[] weights = new double[right.length];
            int[] labels = new int[right.length];
            for (int i = 0; i < right.length; i++) {
                int place = places[i];
                right[i] = leftOut.isRight(place);
                confidences[i] = leftOut.probabilities()[place][leftOut.best(place)];
                weights[i] = leftOut.weights()[place];
                labels[i] = leftOut.given()[place];
            }
            return new Asked(attributes, right, confidences, alike ? alike(attributes, labels, names) : weights);
        }

        /** The same weight for every group of one label and the same values. */
        private static double[] alike(List<Map<String, String>> attributes, int[] labels, List<String> names) {
            List<List<Object>> groups = new ArrayList<>();
            Map<List<Object>, Integer> sizes = new HashMap<>();
            for (int i = 0; i < labels.length; i++) {
                Object[] group = new Object[names.size() + 1];
                group[0] = labels[i];
                for (int j = 0; j < names.size(); j++) {
                    group[j + 1] = attributes.get(i).get(names.get(j));
                }
                groups.add(Arrays.asList(group));
                sizes.merge(groups.getLast(), 1, Integer::sum);
            }
            return groups.stream().mapToDouble(group -> 1.0 / sizes.get(group)).toArray();
        }

        Slices slices(List<String> names) {
            return Slices.of(attributes, right, confidences, weights, names);
        }

        double accuracy() {
            double sum = 0;
            double total = 0;
            for (int i = 0; i < right.length; i++) {
                sum += right[i] ? weights[i] : 0;
                total += weights[i];
            }
            return sum / total;
        }
    }
}
