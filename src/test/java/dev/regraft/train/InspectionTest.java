package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.head.Growth;
import dev.regraft.head.LeftOut;
import dev.regraft.head.Target;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionTest {

    private static LeftOutSet leaveOut(TrainingSet set) throws InterruptedException {
        try (Inspection inspection = Inspection.of(set, Hints.NONE, Balance.NONE)) {
            return inspection.leaveOut().orElseThrow();
        }
    }

    @Test
    void leavesEveryExampleOutAsLeaveOneOutDoes() throws InterruptedException {
        // Given more examples than are left out at once
        TrainingSet set = new RandomExamples(3, 8, 5, 1.2).set(700);
        LeftOutSet found = leaveOut(set);
        LeftOut leftOut = found.predictions();
        assertEquals(3500, leftOut.size());
        // Then: the answers are those of heads that are learned without each
        Scatter scatter = Scatter.of(set.statistics());
        CalibratedDiscriminant best = CalibratedDiscriminant.best(Discriminant.GRID, scatter, new LeaveOneOut(scatter, set.sample()), Balance.NONE);
        double epsilon = best.discriminant().shrinkage().epsilon();
        for (int i = 0; i < leftOut.size(); i += 500) {
            Example example = found.examples().get(i);
            assertEquals(leftOut.ids().get(i), example.id());
            ScoredExamples alone = Discriminant.of(epsilon, scatter, new LeaveOneOut(scatter, List.of(example))).scored(Balance.NONE);
            assertEquals(alone.best(0), leftOut.best(i));
            double sum = 0;
            for (float p : leftOut.probabilities()[i]) {
                sum += p;
            }
            assertEquals(1, sum, 1e-5);
        }
    }

    @Test
    void accuracyGrowsWithTheExamples() throws InterruptedException {
        Growth growth = leaveOut(new RandomExamples(4, 16, 10, 1.5).set(40)).growth();
        assertArrayEquals(new long[] {50, 100, 200, 400}, growth.examples());
        assertEquals(200, growth.weights().length);
        assertTrue(right(growth, 3) > right(growth, 0) + 10, right(growth, 0) + " to " + right(growth, 3));
    }

    private static long right(Growth growth, int head) {
        long count = 0;
        for (boolean right : growth.right()[head]) {
            count += right ? 1 : 0;
        }
        return count;
    }

    @Test
    void sameSetGivesTheSameWhateverItsHistory() throws InterruptedException {
        TrainingSet set = new RandomExamples(5, 6, 3, 1).set(50);
        TrainingSet other = new TrainingSet(set.space());
        other.put("gone", new Target.Label("gone"), 1, set.examples().iterator().next().features());
        set.examples().forEach(example -> other.put(example.id(), example.target(), example.weight(), example.features()));
        other.remove("gone");
        assertTrue(Arrays.deepEquals(leaveOut(set).predictions().probabilities(), leaveOut(other).predictions().probabilities()));
    }

    @Test
    void onlyExampleOfALabelCannotBeLeftOut() throws InterruptedException {
        RandomExamples source = new RandomExamples(6, 4, 3, 0.5);
        TrainingSet set = source.set(4);
        set.put("alone", new Target.Label("alone"), 2, source.next(0));
        set.put("nothing", new Target.Label("nothing"), 0, source.next(0));
        LeftOutSet found = leaveOut(set);
        assertEquals(12, found.predictions().size());
        assertEquals(2, found.single());
        assertEquals(List.of("alone", "label-0000", "label-0001", "label-0002"), found.predictions().labels());
    }

    @Test
    void oneLabelIsNothingToTellApart() throws InterruptedException {
        try (Inspection inspection = Inspection.of(new RandomExamples(7, 4, 1, 0.5).set(20), Hints.NONE, Balance.AUTO)) {
            assertTrue(inspection.leaveOut().isEmpty());
        }
    }

    @Test
    void isGivenUpWhenItsThreadIsInterrupted() {
        try (Inspection inspection = Inspection.of(new RandomExamples(8, 4, 3, 0.5).set(20), Hints.NONE, Balance.AUTO)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, inspection::leaveOut);
        }
    }
}
