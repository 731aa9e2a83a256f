package dev.regraft.quality;

import dev.regraft.feature.Features;
import java.util.List;

/** A {@link DriftReference}, ready to be compared with. Immutable. */
final class DriftSketch {

    private final DriftReference reference;
    private final FourierFeatures fourier;
    private final float[] mean;
    private final WeightedChiSquares deviations;

    DriftSketch(DriftReference reference) {
        this.reference = reference;
        this.fourier = new FourierFeatures(reference.space().dimension(), reference.bandwidth());
        this.mean = DriftReference.read(reference.mean());
        float[] eigenvalues = DriftReference.read(reference.eigenvalues());
        double[] weights = new double[eigenvalues.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = eigenvalues[i];
        }
        this.deviations = new WeightedChiSquares(weights);
    }

    DriftReference reference() {
        return reference;
    }

    /** ‖mean of the inputs − mean of the examples‖, of their Fourier features. */
    double distance(List<Features> inputs) {
        float[] served = fourier.mean(inputs);
        double sum = 0;
        for (int j = 0; j < mean.length; j++) {
            double difference = (double) served[j] - mean[j];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** The distance that so many inputs drawn as the examples were exceed with that probability. */
    double threshold(int inputs, double level) {
        return Math.sqrt(deviations.threshold(level) * (1.0 / inputs + 1.0 / reference.examples()));
    }
}
