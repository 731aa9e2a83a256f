package dev.regraft.backbone;

import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.List;

/** What a lane runs: inputs of equal length in, their features out, on the calling thread. */
interface Network {

    /** @param rows at least one, all of the same length, prepared for this network */
    List<Features> run(List<? extends PreparedInput> rows);

    /** Most rows of one run, whatever their length. */
    int maxRows();

    /** Vectors of {@code rows × dimension}, row-major, in fixed point. */
    static List<Features> quantised(float[] vectors, int rows, int dimension) {
        List<Features> features = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            features.add(Features.quantise(vectors, row * dimension, dimension));
        }
        return features;
    }
}
