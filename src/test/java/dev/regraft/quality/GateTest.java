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
    private static final Gate.Learned LIVE = new Gate.Learned(100, 0.9);
    private static final Gate.Learned HARDLY_MORE = new Gate.Learned(110, 0.9);

    private static Gate.Candidate shown(Evidence evidence, int rejections) {
        return new Gate.Candidate(HARDLY_MORE, LIVE, 0.5, evidence, Evidence.NONE, rejections, List.of(), List.of(), Set.of());
    }

    private static Gate.Candidate shown(Evidence evidence) {
        return shown(evidence, 0);
    }

    private static Gate.Candidate leftOut(Evidence evidence, Evidence leftOut) {
        return new Gate.Candidate(HARDLY_MORE, LIVE, 0.5, evidence, leftOut, 0, List.of(), List.of(), Set.of());
    }

    private static Gate.Candidate under(Gate.Learned learned, Evidence evidence, Circumstance... circumstances) {
        return new Gate.Candidate(learned, LIVE, 0.5, evidence, Evidence.NONE, 0, List.of(), List.of(), Set.of(circumstances));
    }

    private static Gate.Candidate labeled(Gate.Learned learned, Evidence evidence, List<String> added, List<String> grown,
            Circumstance... circumstances) {
        return new Gate.Candidate(learned, LIVE, 0.5, evidence, Evidence.NONE, 0, added, grown, Set.of(circumstances));
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
                new Gate(Gate.Mode.IMMEDIATE, 0.01, 0.05).judge(shown(new Evidence(0, 100, 0))));
        assertEquals("immediate: promoted as soon as it was trained", verdict.reason());
    }

    private static Gate.Candidate other(Gate.Learned learned, Evidence leftOut, Circumstance... circumstances) {
        return new Gate.Candidate(learned, LIVE, 0.5, Evidence.NONE, leftOut, 0, List.of(), List.of(), Set.of(circumstances));
    }

    private static Gate.Verdict judgedOther(Gate.Learned learned, Evidence leftOut, Circumstance... circumstances) {
        return GUARDED.judgeOther(other(learned, leftOut, circumstances), List.of());
    }

    @Test
    void headOfAnotherBackboneGoesLiveUnlessItIsWorse() {
        assertInstanceOf(Gate.Verdict.Promote.class, judgedOther(LIVE, new Evidence(5, 5, 90)));
        assertInstanceOf(Gate.Verdict.Promote.class, judgedOther(LIVE, new Evidence(4, 5, 91)));
        assertInstanceOf(Gate.Verdict.Hold.class, judgedOther(LIVE, new Evidence(4, 7, 89)));
        var worse = assertInstanceOf(Gate.Verdict.Hold.class, judgedOther(LIVE, new Evidence(2, 40, 58)));
        assertTrue(worse.reason().startsWith("guarded: proven worse than a head of the present backbone: of 100 left-out examples"), worse.reason());
        var better = assertInstanceOf(Gate.Verdict.Promote.class, judgedOther(LIVE, new Evidence(40, 2, 58), Circumstance.CHOSEN));
        assertTrue(better.reason().startsWith("guarded: proven better than a head of the present backbone"), better.reason());
    }

    @Test
    void headOfAnotherBackboneDoesNotOverruleAnOperatorWithoutProof() {
        assertInstanceOf(Gate.Verdict.Hold.class, judgedOther(LIVE, new Evidence(5, 5, 90), Circumstance.CHOSEN));
    }

    @Test
    void headOfAnotherBackboneIsJudgedByItsMeritWhereNoExampleIsLeftOut() {
        assertInstanceOf(Gate.Verdict.Promote.class, judgedOther(new Gate.Learned(100, 0.895), Evidence.NONE));
        assertInstanceOf(Gate.Verdict.Hold.class, judgedOther(new Gate.Learned(100, 0.88), Evidence.NONE));
        assertInstanceOf(Gate.Verdict.Hold.class, judgedOther(new Gate.Learned(100, 0.5), new Evidence(5, 5, 90)));
    }

    @Test
    void headOfAnotherBackboneMustKnowTheLabelsOfTheLiveOne() {
        var verdict = assertInstanceOf(Gate.Verdict.Hold.class, GUARDED.judgeOther(other(LIVE, new Evidence(50, 0, 0)), List.of("late")));
        assertEquals("guarded: does not know the label late, which the live head does", verdict.reason());
    }

    @Test
    void manualHoldsForAnOperator() {
        var verdict = assertInstanceOf(Gate.Verdict.Hold.class,
                new Gate(Gate.Mode.MANUAL, 0.01, 0.05).judge(shown(new Evidence(100, 0, 0))));
        assertEquals("manual: waits for an operator", verdict.reason());
    }

    @Test
    void promotesWhatIsProvenBetterAndSaysByWhichNumbers() {
        assertEquals("guarded: proven better than the live head: of 27 new examples it alone was right of 7 and the other alone of 0; "
                + "E = 31.9, proof is 20; difference +25.9 points, between -2.7 and +56.0", promoted(shown(new Evidence(7, 0, 20))));
        assertTrue(held(shown(new Evidence(6, 0, 20))).startsWith("guarded: not proven yet: of 26 new examples"));
    }

    @Test
    void promotesWhatIsProvenNotWorseByMoreThanTheMargin() {
        assertTrue(promoted(shown(new Evidence(2, 2, 1500))).startsWith("guarded: proven not worse than the live head by more than 1.0 points: "));
        held(shown(new Evidence(2, 2, 500)));
        held(shown(new Evidence(15, 20, 1500)));
    }

    @Test
    void promotesWhatIsProvenOnExamplesLeftOutUnlessNewOnesProveTheContrary() {
        Evidence better = new Evidence(9, 0, 20);
        assertTrue(promoted(leftOut(Evidence.NONE, better)).startsWith(
                "guarded: proven better than the live head: of 29 left-out examples it alone was right of 9"));
        assertInstanceOf(Gate.Verdict.Reject.class, GUARDED.judge(leftOut(new Evidence(0, 9, 0), better)));
        held(leftOut(Evidence.NONE, new Evidence(5, 0, 20)));
        held(leftOut(Evidence.NONE, new Evidence(0, 0, 5000)));
        held(new Gate.Candidate(new Gate.Learned(110, 0.88), LIVE, 0.5, Evidence.NONE, better, 0, List.of(), List.of(), Set.of()));
    }

    @Test
    void rejectsWhatIsProvenWorse() {
        var verdict = assertInstanceOf(Gate.Verdict.Reject.class, GUARDED.judge(shown(new Evidence(1, 12, 50))));
        assertTrue(verdict.reason().startsWith("guarded: proven worse than the live head: "), verdict.reason());
    }

    @Test
    void asksForMoreAfterEachRejection() {
        promoted(shown(new Evidence(7, 0, 20), 0));
        held(shown(new Evidence(7, 0, 20), 1));
        promoted(shown(new Evidence(10, 0, 20), 1));
        held(shown(new Evidence(10, 0, 20), 3));
    }

    @Test
    void promotesTheFirstHeadThatIsBetterThanGuessing() {
        assertEquals("guarded: the first head (leave-one-out 0.510, guessing 0.500)", promoted(first(0.51)));
        assertEquals("guarded: the first head", promoted(first(null)));
        assertEquals("guarded: no head is live, and this one is no better than guessing (leave-one-out 0.500, guessing 0.500)", held(first(0.5)));
    }

    private static Gate.Candidate first(Double merit) {
        return new Gate.Candidate(new Gate.Learned(20, merit), null, 0.5, Evidence.NONE, Evidence.NONE, 0, List.of("a", "b"), List.of(), Set.of());
    }

    @Test
    void promotesWhatKnowsANewLabelUnlessItIsNoBetterThanGuessing() {
        var label = labeled(HARDLY_MORE, new Evidence(0, 2, 0), List.of("new"), List.of());
        assertTrue(promoted(label).startsWith("guarded: knows the label new, which the live head does not (leave-one-out 0.900"));
        held(labeled(new Gate.Learned(110, 0.5), Evidence.NONE, List.of("new"), List.of()));
    }

    @Test
    void promotesWhatForgets() {
        assertTrue(promoted(under(new Gate.Learned(99, 0.7), new Evidence(0, 2, 0), Circumstance.DELETED, Circumstance.CHOSEN))
                .startsWith("guarded: examples were deleted (leave-one-out 0.700"));
    }

    @Test
    void promotesWhatWasRelabeledIfItIsAsGoodAsBefore() {
        assertTrue(promoted(under(new Gate.Learned(100, 0.8901), new Evidence(0, 2, 0), Circumstance.RELABELED, Circumstance.CHOSEN))
                .startsWith("guarded: examples were relabeled"));
        held(under(new Gate.Learned(100, 0.8899), new Evidence(2, 0, 0), Circumstance.RELABELED));
    }

    @Test
    void promotesWhatIsLearnedAsTheTaskNowAsks() {
        assertTrue(promoted(under(new Gate.Learned(100, 0.7), Evidence.NONE, Circumstance.REDEFINED))
                .startsWith("guarded: is learned as the task now asks (leave-one-out 0.700"));
    }

    @Test
    void letsWhatIsYoungGrowUnlessItIsWorseThanBeforeOrLosesMoreThanItWins() {
        Evidence even = new Evidence(1, 1, 40);
        Gate.Learned twice = new Gate.Learned(200, 0.89);
        assertEquals("guarded: has learned 200 examples, the live head 100 (leave-one-out 0.890, guessing 0.500); of 42 new examples it alone "
                + "was right of 1 and the other alone of 1; E = 0.667, proof is 20; difference +0.0 points, between -17.9 and +17.9",
                promoted(under(twice, even)));
        assertTrue(promoted(labeled(HARDLY_MORE, even, List.of(), List.of("b"))).startsWith(
                "guarded: has learned twice as many examples of the label b, of which the live head knew few"));
        for (boolean label : new boolean[] {true, false}) {
            List<String> grown = label ? List.of("b") : List.of();
            long examples = label ? 110 : 200;
            held(labeled(new Gate.Learned(examples, 0.88), even, List.of(), grown));
            held(labeled(new Gate.Learned(examples, 0.95), new Evidence(1, 2, 40), List.of(), grown));
            held(labeled(new Gate.Learned(examples, 0.95), even, List.of(), grown, Circumstance.CHOSEN));
        }
        held(under(new Gate.Learned(199, 0.95), even));
    }

    @Test
    void trustsNothingAfterARejectionUntilItHasDoneWellForAWhile() {
        held(afterRejection(new Evidence(0, 0, 31)));
        held(afterRejection(new Evidence(1, 2, 31)));
        promoted(afterRejection(new Evidence(0, 0, 32)));
    }

    private static Gate.Candidate afterRejection(Evidence evidence) {
        return new Gate.Candidate(HARDLY_MORE, LIVE, 0.5, evidence, Evidence.NONE, 1, List.of("new"), List.of(), Set.of(Circumstance.DELETED));
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
