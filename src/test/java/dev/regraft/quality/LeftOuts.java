package dev.regraft.quality;

import dev.regraft.head.LeftOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Examples left out, as they are added: of labels a, b, c. */
final class LeftOuts {

    private final List<Integer> given = new ArrayList<>();
    private final List<float[]> probabilities = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();

    /** So many examples alike. */
    LeftOuts add(int count, char label, double... probabilitiesOfEach) {
        return add(count, 1, label, probabilitiesOfEach);
    }

    LeftOuts add(int count, double weight, char label, double... probabilitiesOfEach) {
        for (int i = 0; i < count; i++) {
            given.add(label - 'a');
            weights.add(weight);
            float[] row = new float[3];
            for (int k = 0; k < 3; k++) {
                row[k] = (float) probabilitiesOfEach[k];
            }
            probabilities.add(row);
        }
        return this;
    }

    LeftOut all() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            ids.add("%04d".formatted(i));
        }
        return new LeftOut(ids, Arrays.asList("a", "b", "c"), given.stream().mapToInt(k -> k).toArray(),
                weights.stream().mapToDouble(w -> w).toArray(), probabilities.toArray(float[][]::new));
    }
}
