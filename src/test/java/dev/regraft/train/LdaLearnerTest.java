package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import org.junit.jupiter.api.Test;

class LdaLearnerTest extends LearnerContract {

    @Override
    Learner learner() {
        return new LdaLearner();
    }

    @Test
    void isTheGaussianPosteriorWithSharedCovariance() {
        // Given the discriminant's own densities, of a set in two dimensions
        TrainingSet set = new RandomExamples(3, 2, 3, 0.8).set(30);
        Scatter scatter = Scatter.of(set.statistics());
        LdaLearner.Trial trial = LdaLearner.search(scatter, new LeaveOneOut(scatter, set.sample()));
        Shrinkage s = trial.shrinkage();
        double a = (s.keep() * scatter.within()[0][0] + s.ridge()) / s.freedom();
        double b = s.keep() * scatter.within()[0][1] / s.freedom();
        double c = (s.keep() * scatter.within()[1][1] + s.ridge()) / s.freedom();
        Features x = Features.quantise(0.3f, -0.2f);
        double[] density = new double[3];
        for (int k = 0; k < 3; k++) {
            double u = x.fixedPoint(0) / 16384.0 - scatter.centre()[0] - scatter.means()[k][0];
            double v = x.fixedPoint(1) / 16384.0 - scatter.centre()[1] - scatter.means()[k][1];
            density[k] = -0.5 * (c * u * u - 2 * b * u * v + a * v * v) / (a * c - b * b) + Math.log(scatter.counts()[k]);
        }
        // When
        Head head = new LdaLearner().fit(set).orElseThrow().head();
        // Then its probabilities are theirs, at its temperature
        float[] p = head.predict(x).probabilities();
        for (int k = 1; k < 3; k++) {
            assertEquals((density[k] - density[0]) / head.temperature(), Math.log(p[k] / p[0]), 1e-3);
        }
    }

    @Test
    void temperatureWithoutEvidenceIsRootOfDimension() {
        TrainingSet set = new RandomExamples(3, 16, 3, 0.8).set(1);
        assertEquals(4, new LdaLearner().fit(set).orElseThrow().head().temperature());
    }

    /** Printed, not asserted: the machine may be busy. */
    @Test
    void tellsHowLongARefitTakes() {
        for (int labels : new int[] {8, 150}) {
            TrainingSet set = new RandomExamples(1, 384, labels, 2).set(1500 / labels);
            double leastMs = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                new LdaLearner().fit(set);
                leastMs = Math.min(leastMs, (System.nanoTime() - start) / 1e6);
            }
            System.out.printf("refit of %d examples, 384 dimensions, %d labels: %.1f ms%n", set.size(), labels, leastMs);
        }
    }
}
