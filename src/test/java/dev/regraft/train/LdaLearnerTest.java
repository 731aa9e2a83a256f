package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import dev.regraft.head.Head;
import dev.regraft.head.Output;
import dev.regraft.head.Prediction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        Shrinkage s = best(set).shrinkage();
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
        Head head = Learned.from(new LdaLearner(), set).orElseThrow().head();
        // Then its probabilities are theirs, at its temperature
        float[] p = head.predict(x).numbers();
        for (int k = 1; k < 3; k++) {
            assertEquals((density[k] - density[0]) / temperature(head), Math.log(p[k] / p[0]), 1e-3);
        }
    }

    @Test
    void temperatureWithoutEvidenceIsRootOfDimension() {
        TrainingSet set = new RandomExamples(3, 16, 3, 0.8).set(1);
        assertEquals(4, temperature(Learned.from(new LdaLearner(), set).orElseThrow().head()));
    }

    /** By the definition: two Gaussians, in two dimensions, in plain doubles. */
    @Test
    void noveltyIsTheShareOfKnownExamplesOfLesserRelativeDistance() {
        // Given
        TrainingSet set = new RandomExamples(3, 2, 3, 0.8).set(30);
        Discriminant best = best(set);
        Scatter scatter = best.scatter();
        Background background = new Background(scatter, best.shrinkage(), InnerProducts.ofLabels(best.factor(), 3), best.products());
        float[] quantiles = best.leaveOneOut().relativeDistances(best.products(), best.shrinkage(), background).quantiles(40);
        // When
        Head head = Learned.from(new LdaLearner(), set).orElseThrow().head();
        // Then
        for (int i = 0; i < 100; i++) {
            Features x = Features.quantise(i % 10 / 5f - 0.9f, i / 10 / 5f - 0.9f);
            double r = relativeDistance(x, scatter, best.shrinkage());
            float novelty = head.predict(x).novelty();
            assertTrue(novelty >= share(quantiles, r - 1e-3) && novelty <= share(quantiles, r + 1e-3), i + ": " + novelty + " at " + r);
        }
    }

    private static double relativeDistance(Features x, Scatter scatter, Shrinkage s) {
        double[] within = {s.keep() * scatter.within()[0][0] + s.ridge(), s.keep() * scatter.within()[0][1],
            s.keep() * scatter.within()[1][1] + s.ridge()};
        double[] all = new double[3];
        for (int i = 0; i < 3; i++) {
            within[i] /= s.freedom();
            all[i] = within[i];
            for (int k = 0; k < 3; k++) {
                all[i] += scatter.counts()[k] / scatter.total() * scatter.means()[k][i / 2] * scatter.means()[k][(i + 1) / 2];
            }
        }
        double u = x.fixedPoint(0) / 16384.0 - scatter.centre()[0];
        double v = x.fixedPoint(1) / 16384.0 - scatter.centre()[1];
        double nearest = Double.POSITIVE_INFINITY;
        for (double[] mean : scatter.means()) {
            nearest = Math.min(nearest, squaredDistance(within, u - mean[0], v - mean[1]));
        }
        return nearest - squaredDistance(all, u, v);
    }

    /** Under the covariance ((a, b), (b, c)). */
    private static double squaredDistance(double[] abc, double u, double v) {
        return (abc[2] * u * u - 2 * abc[1] * u * v + abc[0] * v * v) / (abc[0] * abc[2] - abc[1] * abc[1]);
    }

    private static double share(float[] quantiles, double r) {
        int above = 0;
        while (above < quantiles.length && quantiles[above] < r) {
            above++;
        }
        double part = above == 0 ? 1 : above == quantiles.length ? 0 : (r - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1]);
        return Math.clamp((above - 1 + part) / (quantiles.length - 1), 0, 1);
    }

    /** Labels are half of a mixture; the other half is unknown. A threshold from m examples itself misses by √(0.95 · 0.05 / m). */
    @ParameterizedTest
    @CsvSource({"1,16,12", "2,64,40", "3,64,25"})
    void keepsNineteenTwentiethsOfKnownInputsAndFindsUnknownOnes(long seed, int dimension, int each) {
        int labels = 10;
        RandomExamples source = new RandomExamples(seed, dimension, 2 * labels, 0.4);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int i = 0; i < each * labels; i++) {
            set.put("e" + i, new Target.Label(RandomExamples.label(i % labels)), 1, source.next(i % labels));
        }
        Head head = Learned.from(new LdaLearner(), set).orElseThrow().head();
        int kept = 0;
        int found = 0;
        for (int i = 0; i < 2000; i++) {
            kept += head.predict(source.next(i % labels)).novel() ? 0 : 1;
            found += head.predict(source.next(labels + i % labels)).novel() ? 1 : 0;
        }
        assertEquals(0.95, kept / 2000.0, 3 * Math.sqrt(0.95 * 0.05 / set.sample().size()));
        assertTrue(found > 1900, "found of 2,000: " + found);
    }

    @ParameterizedTest
    @CsvSource({"2,9,false", "2,10,true", "512,2,true", "513,2,false"})
    void tellsNoveltyFromTwentyExamplesOnAndUpTo512Labels(int labels, int each, boolean tells) {
        RandomExamples source = new RandomExamples(1, 8, labels, 0.3);
        Head head = Learned.from(new LdaLearner(), source.set(each)).orElseThrow().head();
        Prediction prediction = head.predict(source.next(0));
        assertEquals(tells, prediction.novelty() != null);
        assertEquals(tells, prediction.novel() != null);
    }

    /** Printed, not asserted: the machine may be busy. */
    @Test
    void tellsHowLongARefitTakes() {
        for (int labels : new int[] {8, 150}) {
            TrainingSet set = new RandomExamples(1, 384, labels, 2).set(1500 / labels);
            double leastMs = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                Learned.from(new LdaLearner(), set);
                leastMs = Math.min(leastMs, (System.nanoTime() - start) / 1e6);
            }
            System.out.printf("refit of %d examples, 384 dimensions, %d labels: %.1f ms%n", set.size(), labels, leastMs);
        }
    }

    private static Discriminant best(TrainingSet set) {
        Scatter scatter = Scatter.of(set.statistics());
        return CalibratedDiscriminant.best(Discriminant.GRID, scatter, new LeaveOneOut(scatter, set.sample()), Balance.NONE).discriminant();
    }

    private static double temperature(Head head) {
        return ((Output.SingleLabel) head.output()).temperature();
    }
}
