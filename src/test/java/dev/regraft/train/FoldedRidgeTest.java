package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.feature.Features;
import dev.regraft.head.Linear;
import dev.regraft.head.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldedRidgeTest {

    @Test
    void scoresAreThoseOfRidgesThatNeverKnewTheFold() throws Exception {
        // Given labels of which one has a single example
        TrainingSet set = LogisticOfLabelsTest.noisy(50, 6, 3, new Random(1));
        set.put("single", new Target.Labels(List.of("zebra")), 1, Features.quantise(0, 0, 0, 0, 0, 0.3f));
        set.put("mute", new Target.Labels(List.of("unheard")), 0, Features.quantise(0, 0, 0, 0, 0, 0.3f));
        List<WeakExample> weak = List.of(new WeakExample(RandomExamples.label(1), 32, Features.quantise(0.5f, 0, 0, 0, 0, 0)));
        try (Kept kept = set.keep(); Crew crew = new Crew(1)) {
            LogisticOfLabels study = LogisticOfLabels.of(kept, weak, crew).orElseThrow();
            // When each fold is scored
            ScoredLabels scored = new FoldedRidge(study, kept, weak).heldOut(0.1);
            // Then it is as if it had never been there
            assertEquals(51, scored.size());
            for (int fold = 0; fold < study.folds().ends().length; fold++) {
                int[] held = Arrays.copyOfRange(study.examples(), study.folds().from(fold), study.folds().ends()[fold]);
                TrainingSet rest = new TrainingSet(set.space());
                set.examples().forEach(example -> rest.put(example.id(), example.target(), example.weight(), example.features()));
                Arrays.stream(held).forEach(i -> rest.remove(kept.id(i)));
                RidgeOfLabels never = RidgeOfLabels.of(rest, weak).orElseThrow();
                double[] ones = new double[never.classes().size()];
                Arrays.fill(ones, 1);
                Linear linear = never.ridge().linear(never.ridge().trial(0.1), ones, new double[ones.length]);
                for (int i = 0; i < held.length; i++) {
                    float[] expected = linear.of(kept.example(held[i]).features());
                    for (int k = 0; k < scored.count(); k++) {
                        int column = never.classes().indexOf(study.shares().labels().get(k));
                        double score = column < 0 ? -1 : expected[column];
                        assertEquals(score, scored.scores()[study.folds().from(fold) + i][k]);
                    }
                }
            }
        }
    }
}
