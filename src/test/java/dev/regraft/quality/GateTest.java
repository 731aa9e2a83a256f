package dev.regraft.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.quality.Gate.Circumstance;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

    private static final Gate GUARDED = Gate.DEFAULT;
    /** Nothing is shown yet, and nothing excuses it. */
    private static final Gate.Candidate UNKNOWN = new Gate.Candidate(Evidence.NONE, Evidence.NONE, 0, 0.9, 0.5, 110, 100L, List.of(), Set.of());

    private static Gate.Candidate with(Evidence evidence) {
        return with(evidence, 0);
    }

    private static Gate.Candidate with(Evidence evidence, int rejections) {
        return new Gate.Candidate(evidence, Evidence.NONE, rejections, 0.9, 0.5, 110, 100L, List.of(), Set.of());
    }

    private static String promoted(Gate.Candidate candidate) {
        return assertInstanceOf(Gate.Verdict.Promote.class, GUARDED.judge(candidate)).reason();
    }

    private static String held(Gate.Candidate candidate) {
        return assertInstanceOf(Gate.Verdict.Hold.class, GUARDED.judge(candidate)).reason();
    }

    @Test
    void immediatePromotesWhateverWasShown() {
        var verdict = assertInstanceOf(Gate.Verdict.Promote.class,
                new Gate(Gate.Mode.IMMEDIATE, 0.01, 0.05).judge(with(new Evidence(0, 100, 0))));
        assertEquals("immediate: promoted as soon as it was trained", verdict.reason());
    }

    @Test
    void manualHoldsForAnOperator() {
        var verdict = assertInstanceOf(Gate.Verdict.Hold.class,
                new Gate(Gate.Mode.MANUAL, 0.01, 0.05).judge(with(new Evidence(100, 0, 0))));
        assertEquals("manual: waits for an operator", verdict.reason());
    }

    @Test
    void promotesWhatIsProvenBetterAndSaysByWhichNumbers() {
        assertEquals("guarded: proven better than the live head: of 27 new examples it alone was right of 7 and the other alone of 0; "
                + "E = 31.9, proof is 20; difference +25.9 points, between -2.7 and +56.0", promoted(with(new Evidence(7, 0, 20))));
        assertTrue(held(with(new Evidence(6, 0, 20))).startsWith("guarded: not proven yet: of 26 new examples"));
    }

    @Test
    void promotesWhatIsProvenNotWorseByMoreThanTheMargin() {
        assertTrue(promoted(with(new Evidence(2, 2, 1500))).startsWith("guarded: proven not worse than the live head by more than 1.0 points: "));
        held(with(new Evidence(2, 2, 500)));
        held(with(new Evidence(15, 20, 1500)));
    }

    @Test
    void promotesWhatIsProvenOnExamplesLeftOutUnlessNewOnesProveTheContrary() {
        Evidence better = new Evidence(9, 0, 20);
        assertTrue(promoted(withLeftOut(Evidence.NONE, better)).startsWith(
                "guarded: proven better than the live head: of 29 left-out examples it alone was right of 9"));
        assertInstanceOf(Gate.Verdict.Reject.class, GUARDED.judge(withLeftOut(new Evidence(0, 9, 0), better)));
        held(withLeftOut(Evidence.NONE, new Evidence(5, 0, 20)));
    }

    private static Gate.Candidate withLeftOut(Evidence evidence, Evidence leftOut) {
        return new Gate.Candidate(evidence, leftOut, 0, 0.9, 0.5, 110, 100L, List.of(), Set.of());
    }

    @Test
    void rejectsWhatIsProvenWorse() {
        var verdict = assertInstanceOf(Gate.Verdict.Reject.class, GUARDED.judge(with(new Evidence(1, 12, 50))));
        assertTrue(verdict.reason().startsWith("guarded: proven worse than the live head: "), verdict.reason());
    }

    @Test
    void asksForMoreAfterEachRejection() {
        Evidence evidence = new Evidence(7, 0, 20);
        promoted(with(evidence, 0));
        held(with(evidence, 1));
        promoted(with(new Evidence(10, 0, 20), 1));
        held(with(new Evidence(10, 0, 20), 3));
    }

    @Test
    void promotesTheFirstHeadThatIsBetterThanGuessing() {
        var better = new Gate.Candidate(Evidence.NONE, Evidence.NONE, 0, 0.51, 0.5, 20, null, List.of("a", "b"), Set.of());
        assertEquals("guarded: the first head (leave-one-out 0.510, guessing 0.500)", promoted(better));
        var unknown = new Gate.Candidate(Evidence.NONE, Evidence.NONE, 0, null, 0.5, 2, null, List.of("a", "b"), Set.of());
        assertEquals("guarded: the first head", promoted(unknown));
        var guessing = new Gate.Candidate(Evidence.NONE, Evidence.NONE, 0, 0.5, 0.5, 20, null, List.of("a", "b"), Set.of());
        assertEquals("guarded: no head is live, and this one is no better than guessing (leave-one-out 0.500, guessing 0.500)", held(guessing));
    }

    @Test
    void promotesWhatKnowsANewLabelOrFollowsACorrectionUnlessItIsNoBetterThanGuessing() {
        var label = new Gate.Candidate(new Evidence(0, 2, 0), Evidence.NONE, 0, 0.9, 0.5, 101, 100L, List.of("new"), Set.of());
        assertTrue(promoted(label).startsWith("guarded: knows the label new, which the live head does not (leave-one-out 0.900"));
        var corrected = new Gate.Candidate(new Evidence(0, 2, 0), Evidence.NONE, 0, 0.9, 0.5, 99, 100L, List.of(), Set.of(Circumstance.CORRECTED, Circumstance.CHOSEN));
        assertTrue(promoted(corrected).startsWith("guarded: examples were relabeled or deleted"));
        held(new Gate.Candidate(Evidence.NONE, Evidence.NONE, 0, 0.5, 0.5, 101, 100L, List.of("new"), Set.of(Circumstance.CORRECTED)));
    }

    @Test
    void promotesWhatIsLearnedAsTheTaskNowAsks() {
        var redefined = new Gate.Candidate(Evidence.NONE, Evidence.NONE, 0, 0.9, 0.5, 100, 100L, List.of(), Set.of(Circumstance.REDEFINED));
        assertTrue(promoted(redefined).startsWith("guarded: is learned as the task now asks (leave-one-out 0.900"));
    }

    @Test
    void letsAYoungTaskGrowUnlessItLosesMoreThanItWins() {
        assertEquals("guarded: has learned 200 examples, the live head 100 (leave-one-out 0.900, guessing 0.500); of 42 new examples it alone "
                + "was right of 1 and the other alone of 1; E = 0.667, proof is 20; difference +0.0 points, between -17.9 and +17.9",
                promoted(doubled(new Evidence(1, 1, 40), false)));
        held(doubled(new Evidence(1, 2, 40), false));
        held(doubled(new Evidence(1, 1, 40), true));
        held(UNKNOWN);
    }

    private static Gate.Candidate doubled(Evidence evidence, boolean chosen) {
        return new Gate.Candidate(evidence, Evidence.NONE, 0, 0.9, 0.5, 200, 100L, List.of(), chosen ? Set.of(Circumstance.CHOSEN) : Set.of());
    }

    @Test
    void trustsNothingAfterARejectionUntilItHasDoneWellForAWhile() {
        for (boolean corrected : new boolean[] {true, false}) {
            List<String> labels = corrected ? List.of() : List.of("new");
            Set<Circumstance> circumstances = corrected ? Set.of(Circumstance.CORRECTED) : Set.of();
            held(new Gate.Candidate(new Evidence(0, 0, 31), Evidence.NONE, 1, 0.9, 0.5, 101, 100L, labels, circumstances));
            held(new Gate.Candidate(new Evidence(1, 2, 31), Evidence.NONE, 1, 0.9, 0.5, 101, 100L, labels, circumstances));
            promoted(new Gate.Candidate(new Evidence(0, 0, 32), Evidence.NONE, 1, 0.9, 0.5, 101, 100L, labels, circumstances));
        }
    }

    @Test
    void rollsBackALiveHeadThatIsProvenWorseUnderGuardOnly() {
        Evidence worse = new Evidence(0, 7, 20);
        assertTrue(GUARDED.review(worse).orElseThrow().reason().startsWith("guarded: proven worse than the head before it: "));
        assertTrue(GUARDED.review(new Evidence(0, 6, 20)).isEmpty());
        assertTrue(new Gate(Gate.Mode.IMMEDIATE, 0.01, 0.05).review(worse).isEmpty());
        assertTrue(new Gate(Gate.Mode.MANUAL, 0.01, 0.05).review(worse).isEmpty());
    }

    @Test
    void isGuardedByDefault() {
        assertEquals(new Gate(Gate.Mode.GUARDED, 0.01, 0.05), Gate.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1, 2, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesMarginsOutOfRange(double margin) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Gate(Gate.Mode.GUARDED, margin, 0.05));
        assertEquals("margin must be in [0, 1): " + margin, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 0, 1, Double.NaN, Double.NEGATIVE_INFINITY})
    void refusesAlphasOutOfRange(double alpha) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Gate(Gate.Mode.GUARDED, 0, alpha));
        assertEquals("alpha must be in (0, 1): " + alpha, refusal.getMessage());
    }
}
