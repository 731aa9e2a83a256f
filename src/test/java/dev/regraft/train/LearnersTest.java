package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.head.Kind;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnersTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            single-label, auto, LdaLearner, AutoLearner
            single-label, logistic, , LogisticLearner
            multi-label, auto, RidgeLearner, AutoLabelsLearner
            multi-label, logistic, , LogisticLearner
            multi-label, ridge, RidgeLearner,
            regression, auto, RidgeLearner,
            """)
    void everyKindOfQuestionHasItsLearners(String kind, String algorithm, String fast, String slow) {
        Algorithm wanted = Algorithm.of(algorithm).orElseThrow();
        Learners learners = Learners.of(new HeadSettings(Kind.of(kind).orElseThrow(), wanted, Balance.AUTO, 0));
        assertEquals(fast, name(learners.fast()));
        assertEquals(slow, name(learners.slow()));
    }

    private static String name(Optional<Learner> learner) {
        return learner.map(some -> some.getClass().getSimpleName()).orElse(null);
    }
}
