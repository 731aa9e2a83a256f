package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Kind;
import org.junit.jupiter.api.Test;

class RidgeOfOneLabelTest extends LearnerContract {

    @Override
    Learner learner() {
        return new RidgeLearner(Kind.SINGLE_LABEL, Balance.NONE);
    }

    @Test
    void noveltyIsThatOfTheDiscriminant() {
        RandomExamples source = new RandomExamples(1, 8, 3, 0.5);
        TrainingSet set = source.set(20);
        Head ridge = Learned.from(learner(), set).orElseThrow().head();
        Head discriminant = Learned.from(new LdaLearner(), set).orElseThrow().head();
        for (int i = 0; i < 50; i++) {
            Features x = source.next(i % 3);
            assertEquals(discriminant.predict(x).novelty(), ridge.predict(x).novelty());
        }
    }
}
