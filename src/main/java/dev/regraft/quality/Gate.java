package dev.regraft.quality;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a candidate goes live, and whether the head that is live gives way to the one before it.
 *
 * <p>Under {@code guarded} a candidate goes live when it is proven better than the live head, or not worse by more than the margin, on examples
 * that neither had learned when they predicted them ({@link Evidence}): first of all on new ones, which the heads of the time predicted as they
 * came, and also, if its leave-one-out accuracy has not fallen, when it is proven better on those which the live head has not learned and heads
 * learned as the candidate was predict when they are left out. (The guarantee of the first holds whatever comes; that of the second as far as
 * examples are alike and independent of each other. It brings a head live that many examples speak for, and after which none come.) If its
 * leave-one-out accuracy is above chance, it also goes live without that proof
 * <ul>
 * <li>if no head is live, or if it knows a label that the live one lacks: nothing else can answer that;
 * <li>if an example that was learned has been deleted since: what is taken back must not go on answering;
 * <li>if it is the first that is learned as the task's settings now ask: they may ask for other things than accuracy;
 * <li>if an example has been relabeled since, and its leave-one-out accuracy is not below the live head's by more than the margin;
 * <li>if it has learned twice as many examples as the live one, or of a label of which that has learned few, the same holds, and it has lost no more
 * examples to the live head than it won. This happens at most log₂ n times in the life of a task of n examples, and twice for a label; it lets
 * what is young grow up before any test could prove it.
 * </ul>
 * Where an operator has chosen the live head, or it has come back, neither new labels nor growth excuse anybody. A candidate that is proven worse is
 * rejected: those after it begin a trial of their own, each at a smaller alpha, and have to regain trust before any of these exceptions holds for
 * them.
 *
 * @param mode how it decides
 * @param margin by how much accuracy a candidate may be worse, at most, under {@code guarded}; in [0, 1)
 * @param alpha probability of a false promotion under {@code guarded}; in (0, 1)
 */
public record Gate(Mode mode, double margin, double alpha) {

    /** After a rejection, candidates are trusted again when they have lost no more than they won of so many examples. */
    private static final int TRUSTED_FROM = 32;

    /** What a task has that names no gate. */
    public static final Gate DEFAULT = new Gate(Mode.GUARDED, 0.01, 0.05);

    /** How a gate decides. */
    public enum Mode {
        /** By evidence from examples predicted before they were learned. */
        GUARDED,
        /** Every head goes live as soon as it is trained. */
        IMMEDIATE,
        /** Only an operator promotes. */
        MANUAL
    }

    /** What may have happened since the live head went live. */
    public enum Circumstance {
        /** An example was deleted. */
        DELETED,
        /** An example was replaced by another, or labeled otherwise. */
        RELABELED,
        /** Heads are learned in another way, as the task's definition now asks. */
        REDEFINED,
        /** The live head was chosen by an operator, or has come back. */
        CHOSEN
    }

    /**
     * What is known of a head by its training set.
     *
     * @param examples how many it has learned
     * @param merit its leave-one-out accuracy, or R² if it tells a number; null if too little is known
     */
    public record Learned(long examples, Double merit) {
    }

    /**
     * What is known of a candidate.
     *
     * @param learned by it
     * @param live learned by the live head; null if none is live
     * @param chance the merit of guessing
     * @param evidence of the candidates in turn against the live head, on new examples
     * @param leftOut of it against the live head, on examples that are left out of learning it
     * @param rejections how many candidates the live head has been proven better than
     * @param newLabels those that it knows and the live head does not
     * @param grownLabels those of which the live head has learned few examples, and the candidate twice as many
     * @param circumstances under which it comes
     */
    public record Candidate(Learned learned, Learned live, double chance, Evidence evidence, Evidence leftOut, int rejections,
            List<String> newLabels, List<String> grownLabels, Set<Circumstance> circumstances) {

        private boolean is(Circumstance circumstance) {
            return circumstances.contains(circumstance);
        }

        private boolean isAboveChance() {
            return learned.merit() == null || learned.merit() > chance;
        }

        /** Whether none before it was rejected, or it has done well since. */
        private boolean isTrusted() {
            return rejections == 0 || evidence.examples() >= TRUSTED_FROM && hasLostNoMoreThanWon();
        }

        private boolean hasLostNoMoreThanWon() {
            return evidence.wins() >= evidence.losses() && leftOut.wins() >= leftOut.losses();
        }

        /** Whether what it has learned since is no worse than what was learned before. */
        private boolean hasKeptItsMerit(double margin) {
            return learned.merit() == null || live.merit() == null || learned.merit() >= live.merit() - margin;
        }

        private boolean hasDoubled() {
            return learned.examples() > live.examples() && learned.examples() >= 2 * live.examples();
        }
    }

    /** What the gate says. */
    public sealed interface Verdict {

        /** Why, in a phrase. */
        String reason();

        /** What it read; null if nothing was there to be compared. */
        Evidence evidence();

        /** The candidate goes live. */
        record Promote(String reason, Evidence evidence) implements Verdict {
        }

        /** The live head stays. */
        record Hold(String reason, Evidence evidence) implements Verdict {
        }

        /** The live head stays, and is proven better: what the candidate has shown does not count for those after it. */
        record Reject(String reason, Evidence evidence) implements Verdict {
        }

        /** The head before the live one goes live again. */
        record RollBack(String reason, Evidence evidence) implements Verdict {
        }
    }

    public Gate {
        if (!(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1): " + margin);
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be in (0, 1): " + alpha);
        }
    }

    /** Judges a candidate. */
    public Verdict judge(Candidate candidate) {
        return switch (mode) {
            case IMMEDIATE -> new Verdict.Promote("immediate: promoted as soon as it was trained", null);
            case MANUAL -> new Verdict.Hold("manual: waits for an operator", null);
            case GUARDED -> candidate.live() == null ? judgeFirst(candidate) : judgeAgainstLive(candidate);
        };
    }

    /**
     * Judges a head that was learned from the features of another backbone, which the task now asks for. So it goes live not only when it is proven
     * better or not worse by more than the margin, but as soon as it has not been worse by more than that, as far as examples tell.
     *
     * @param other its evidence is that on examples left out, of it against a head that was learned in the same way from the present features; that
     *     one, null if there is none, stands in the place of the live head
     * @param missing labels that the live head knows, and it does not
     */
    public Verdict judgeOther(Candidate other, List<String> missing) {
        return switch (mode) {
            case IMMEDIATE -> new Verdict.Promote("immediate: promoted as soon as its features were there", null);
            case MANUAL -> new Verdict.Hold("manual: waits for an operator", null);
            case GUARDED -> missing.isEmpty() ? judgeOther(other)
                    : new Verdict.Hold("guarded: does not know " + named(missing) + ", which the live head does", null);
        };
    }

    private Verdict judgeOther(Candidate other) {
        Evidence evidence = other.leftOut().examples() == 0 ? null : other.leftOut();
        String numbers = evidence == null ? merit(other) : ": " + numbers(evidence, "left-out");
        if (!other.isAboveChance()) {
            return new Verdict.Hold("guarded: no better than guessing" + merit(other), evidence);
        }
        if (evidence != null && isWorse(evidence)) {
            return new Verdict.Hold("guarded: proven worse than a head of the present backbone" + numbers, evidence);
        }
        if (evidence != null && evidence.isSuperior(alpha)) {
            return new Verdict.Promote("guarded: proven better than a head of the present backbone" + numbers, evidence);
        }
        boolean notWorse = evidence != null ? evidence.difference() >= -margin : other.live() == null || other.hasKeptItsMerit(margin);
        if (notWorse && !other.is(Circumstance.CHOSEN)) {
            return new Verdict.Promote("guarded: is learned from the backbone that the task now asks for, and not worse than a head of the present one"
                    + numbers, evidence);
        }
        return new Verdict.Hold("guarded: not proven to be as good as a head of the present backbone" + numbers, evidence);
    }

    private static Verdict judgeFirst(Candidate first) {
        return first.isAboveChance() ? new Verdict.Promote("guarded: the first head" + merit(first), null)
                : new Verdict.Hold("guarded: no head is live, and this one is no better than guessing" + merit(first), null);
    }

    private Verdict judgeAgainstLive(Candidate candidate) {
        Evidence evidence = candidate.evidence();
        if (isWorse(evidence)) {
            return new Verdict.Reject("guarded: proven worse than the live head: " + numbers(evidence, "new"), evidence);
        }
        double level = alpha / Math.pow(1 + candidate.rejections(), 2);
        if (evidence.isSuperior(level)) {
            return new Verdict.Promote("guarded: proven better than the live head: " + numbers(evidence, "new"), evidence);
        }
        if (evidence.isAbove(-margin, level)) {
            return new Verdict.Promote(String.format(Locale.ROOT, "guarded: proven not worse than the live head by more than %.1f points: %s",
                    100 * margin, numbers(evidence, "new")), evidence);
        }
        if (candidate.leftOut().isSuperior(level) && candidate.hasKeptItsMerit(margin)) {
            return new Verdict.Promote("guarded: proven better than the live head: " + numbers(candidate.leftOut(), "left-out"),
                    candidate.leftOut());
        }
        return judgeUnproven(candidate);
    }

    private Verdict judgeUnproven(Candidate candidate) {
        Evidence evidence = candidate.evidence();
        if (!candidate.isAboveChance()) {
            return new Verdict.Hold("guarded: no better than guessing" + merit(candidate), evidence);
        }
        return withoutProof(candidate)
                .map(why -> (Verdict) new Verdict.Promote("guarded: " + why + merit(candidate) + "; " + numbers(evidence, "new"), evidence))
                .orElseGet(() -> new Verdict.Hold("guarded: not proven yet: " + numbers(evidence, "new"), evidence));
    }

    /** Why a candidate goes live though nothing is proven; empty if it does not. */
    private Optional<String> withoutProof(Candidate candidate) {
        boolean keepsMerit = candidate.hasKeptItsMerit(margin);
        if (!candidate.isTrusted()) {
            return Optional.empty();
        }
        if (candidate.is(Circumstance.DELETED)) {
            return Optional.of("examples were deleted");
        }
        if (candidate.is(Circumstance.REDEFINED)) {
            return Optional.of("is learned as the task now asks");
        }
        if (candidate.is(Circumstance.RELABELED) && keepsMerit) {
            return Optional.of("examples were relabeled");
        }
        if (candidate.is(Circumstance.CHOSEN)) {
            return Optional.empty();
        }
        if (!candidate.newLabels().isEmpty()) {
            return Optional.of("knows " + named(candidate.newLabels()) + ", which the live head does not");
        }
        return keepsMerit && candidate.hasLostNoMoreThanWon() ? grown(candidate) : Optional.empty();
    }

    private static Optional<String> grown(Candidate candidate) {
        if (candidate.hasDoubled()) {
            return Optional.of("has learned " + candidate.learned().examples() + " examples, the live head " + candidate.live().examples());
        }
        return candidate.grownLabels().isEmpty() ? Optional.empty()
                : Optional.of("has learned twice as many examples of " + named(candidate.grownLabels()) + ", of which the live head knew few");
    }

    private static String named(List<String> labels) {
        return labels.size() == 1 ? "the label " + labels.getFirst()
                : labels.size() + " labels (" + labels.getFirst() + ", " + labels.get(1) + (labels.size() == 2 ? ")" : ", ...)");
    }

    /**
     * Judges the live head by what the one before it would have said since.
     *
     * @param evidence of the live head against the one before it
     * @return empty if it stays
     */
    public Optional<Verdict.RollBack> review(Evidence evidence) {
        return mode == Mode.GUARDED && isWorse(evidence)
                ? Optional.of(new Verdict.RollBack("guarded: proven worse than the head before it: " + numbers(evidence, "new"), evidence)) : Optional.empty();
    }

    private boolean isWorse(Evidence evidence) {
        return evidence.reversed().isSuperior(alpha) || evidence.reversed().isAbove(0, alpha);
    }

    private static String merit(Candidate candidate) {
        return candidate.learned().merit() == null ? ""
                : String.format(Locale.ROOT, " (leave-one-out %.3f, guessing %.3f)", candidate.learned().merit(), candidate.chance());
    }

    private String numbers(Evidence evidence, String kind) {
        if (evidence.examples() == 0) {
            return "no new example has been predicted by both";
        }
        Evidence.Interval interval = evidence.interval(alpha);
        return String.format(Locale.ROOT, "of %d %s examples it alone was right of %d and the other alone of %d; E = %.3g, proof is %.0f; "
                + "difference %+.1f points, between %+.1f and %+.1f", evidence.examples(), kind, evidence.wins(), evidence.losses(),
                Math.exp(evidence.logEValue()), 1 / alpha, 100 * evidence.difference(), 100 * interval.lower(), 100 * interval.upper());
    }
}
