package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Target;
import org.junit.jupiter.api.Test;

class PrototypeLearnerTest extends LearnerContract {

    @Override
    Learner learner() {
        return new PrototypeLearner(Balance.NONE);
    }

    @Test
    void isTheNearestMean() {
        RandomExamples source = new RandomExamples(1, 16, 5, 1.5);
        TrainingSet set = source.set(6);
        Scatter scatter = Scatter.of(set.statistics());
        Head head = Learned.from(learner(), set).orElseThrow().head();
        assertEquals("prototype", head.algorithm());
        for (int i = 0; i < 100; i++) {
            Features x = source.next(i % 5);
            assertEquals(scatter.labels().get(nearest(scatter, x)), head.predict(x).best().label(), "input " + i);
        }
    }

    @Test
    void noveltyDoesNotDependOnPriors() {
        RandomExamples source = new RandomExamples(2, 8, 3, 0.5);
        TrainingSet set = source.set(20);
        for (int i = 0; i < 20; i++) {
            set.put("more-" + i, new Target.Label(RandomExamples.label(0)), 1, source.next(0));
        }
        Head plain = Learned.from(learner(), set).orElseThrow().head();
        Head equal = Learned.from(new PrototypeLearner(Balance.INVERSE_FREQUENCY), set).orElseThrow().head();
        assertNotEquals(plain.sha256(), equal.sha256());
        for (int i = 0; i < 60; i++) {
            Features x = source.next(i % 3);
            assertEquals(plain.predict(x).novelty(), equal.predict(x).novelty(), 1e-3);
        }
    }

    private static int nearest(Scatter scatter, Features x) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < scatter.counts().length; k++) {
            double distance = 0;
            for (int j = 0; j < x.dimension(); j++) {
                double difference = x.fixedPoint(j) / 16384.0 - scatter.centre()[j] - scatter.means()[k][j];
                distance += difference * difference;
            }
            nearest = distance < least ? k : nearest;
            least = Math.min(least, distance);
        }
        return nearest;
    }
}
