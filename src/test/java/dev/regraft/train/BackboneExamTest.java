package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackboneExamTest {

    private final List<Features> features = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    private void add(RandomExamples source, int examples, int classes) {
        for (int i = 0; i < examples; i++) {
            features.add(source.next(i % classes));
            labels.add(RandomExamples.label(i % classes));
            texts.add("text " + i % classes + " of " + i);
        }
    }

    private ExamSet set() {
        return ExamSet.of(features, labels, texts);
    }

    @Test
    void dependsOnTheExamplesNotOnTheirOrder() {
        // Given
        add(new RandomExamples(1, 24, 4, 1.5), 120, 4);
        ExamSet first = set();
        BackboneExam exam = BackboneExam.of(first);
        // When
        for (List<?> list : List.of(features, labels, texts)) {
            Collections.shuffle(list, new Random(9));
        }
        // Then
        assertEquals(exam, BackboneExam.of(set()));
        assertEquals(LogMe.of(first), LogMe.of(set()));
        assertEquals(HScore.of(first), HScore.of(set()));
    }

    @Test
    void accuracyOverChunksIsThatOfLeaveOneOutAtOnce() {
        // Given more examples than are scored at a time
        add(new RandomExamples(2, 12, 5, 3), 700, 5);
        ExamSet set = set();
        // When
        BitSet right = HeadExam.right(set);
        // Then it is that of a training set which scores all of them together at the same shrinkage
        TrainingSet training = new TrainingSet(RandomExamples.space(12));
        for (int i = 0; i < set.size(); i++) {
            training.put("e" + i, new Target.Label(set.labels().get(set.given()[i])), 1, set.features().get(i));
        }
        Scatter scatter = Scatter.of(training.statistics());
        List<Example> all = training.examples().stream()
                .sorted(Comparator.comparingInt(e -> Integer.parseInt(e.id().substring(1)))).toList();
        LeaveOneOut tuning = new LeaveOneOut(scatter, all.subList(0, TrainingSet.SAMPLE_SIZE));
        CalibratedDiscriminant tuned = CalibratedDiscriminant.best(Discriminant.GRID, scatter, tuning, Balance.AUTO);
        ScoredExamples scored = Discriminant.of(tuned.discriminant().shrinkage().epsilon(), scatter, new LeaveOneOut(scatter, all))
                .scored(tuned.balance());
        assertEquals(scored.correctWeight(), right.cardinality());
        assertTrue(right.cardinality() < 700, "some are hard");
    }

    @Test
    void aLabelOfOneExampleCannotBeAnswered() {
        add(new RandomExamples(3, 8, 2, 0.3), 40, 2);
        features.add(new RandomExamples(4, 8, 1, 0.3).next(0));
        labels.add("only one");
        texts.add("alone");
        ExamSet set = set();
        assertEquals(40, set.answerable());
        BackboneExam exam = BackboneExam.of(set);
        assertEquals(41, exam.examples());
        assertEquals(40 / 41.0, exam.looAccuracy());
        assertEquals(20 / 41.0, exam.majorityAccuracy());
    }

    @Test
    void neighboursFollowBordersThatNoLinearHeadCan() {
        // Given 16 heaps whose labels alternate at random
        RandomExamples source = new RandomExamples(5, 6, 16, 0.15);
        Random random = new Random(6);
        boolean[] odd = new boolean[16];
        for (int heap = 0; heap < 16; heap++) {
            odd[heap] = random.nextBoolean();
        }
        for (int i = 0; i < 320; i++) {
            features.add(source.next(i % 16));
            labels.add(odd[i % 16] ? "odd" : "even");
            texts.add(null);
        }
        // When
        BackboneExam exam = BackboneExam.of(set());
        // Then
        assertTrue(exam.neighbourAccuracy() > 0.97, exam.toString());
        assertTrue(exam.looAccuracy() < exam.neighbourAccuracy() - 0.05, exam.toString());
        assertNull(exam.words());
    }

    @Test
    void wordsAreComparedWhereThereAreTexts() {
        add(new RandomExamples(7, 8, 3, 0.5), 90, 3);
        for (int i = 0; i < 90; i += 3) {
            texts.set(i, null);
        }
        BackboneExam.Words words = BackboneExam.of(set()).words();
        assertEquals(60, words.examples());
        assertEquals(words.accuracy() - words.backboneAccuracy(), (words.onlyWords() - words.onlyBackbone()) / 60.0, 1e-12);
    }

    @Test
    void smallSetsAreDisjointAndHaveFewOfEachLabel() {
        // Given 30 of one label, 10 of another, 3 of them without texts
        add(new RandomExamples(9, 5, 1, 0.5), 30, 1);
        add(new RandomExamples(9, 5, 1, 0.5), 10, 1);
        for (int i = 30; i < 40; i++) {
            labels.set(i, "other");
            texts.set(i, i < 33 ? null : "other " + i);
        }
        // When
        List<ExamSet> small = set().small(4, 8);
        // Then the other label, of which 7 are left, lasts for two
        assertEquals(2, small.size());
        assertEquals(List.of(4, 4, 4, 3), small.stream().flatMapToInt(s -> Arrays.stream(s.counts())).boxed().toList());
        assertEquals(15, small.stream().flatMap(s -> s.texts().stream()).distinct().count());
    }

    @Test
    void takesAtMostSoManyExamples() {
        Features[] many = new Features[ExamSet.MOST_LEARNED + 5];
        Arrays.setAll(many, i -> Features.quantise(i / (float) many.length, 0.1f));
        ExamSet set = ExamSet.of(List.of(many), Collections.nCopies(many.length, "a"), Collections.nCopies(many.length, null));
        assertEquals(ExamSet.MOST_LEARNED, set.size());
        assertEquals(ExamSet.MOST_ASKED, set.asked());
    }

    @Test
    void refusesListsOfDifferentLengths() {
        add(new RandomExamples(8, 4, 2, 0.5), 4, 2);
        labels.removeLast();
        assertThrows(IllegalArgumentException.class, this::set);
    }
}
