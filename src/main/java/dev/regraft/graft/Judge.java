package dev.regraft.graft;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.LeftOut;
import dev.regraft.head.Target;
import dev.regraft.quality.Evidence;
import dev.regraft.quality.Gate;
import dev.regraft.quality.Gate.Circumstance;
import dev.regraft.quality.Scorecard;
import dev.regraft.train.Fit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Which head of a task is live, and what speaks for and against it: has the heads predict each example before it is learned, and lets the gate
 * decide. Written by the graft's thread.
 *
 * <p>Three heads predict: the live one, the newest one if it is another (the <em>candidate</em>: it may be a new one after every batch, and
 * what they won and lost counts together), and the one that was live before, if the gate put the present one in its place. What they
 * have shown is in the {@link Trial} of the task's state, and so survives whoever trains.
 *
 * <p>Beside it is remembered of which of the last examples the live head, which has not learned them, was right: heads that are learned later tell
 * what they make of examples left out, and the two can be compared. This is lost with the process.
 */
final class Judge {

    /** How many examples the live head's answers to are remembered. */
    private static final int REMEMBERED = 4096;
    private static final double NEARLY_ALL = 0.9;
    private static final String TOO_LITTLE = "there is nothing to tell apart";

    private final InstantSource clock;
    private final IntFunction<Optional<HeadVersion>> kept;
    private TaskState state;
    private HeadVersion live;
    private HeadVersion newest;
    private HeadVersion previous;
    private Scorecard scorecard;
    private Trial trial;
    private final Map<String, Boolean> rightOf = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    /** A head that was learned just now, and not judged yet. */
    private Fit entered;
    /** The newest head against the live one, on examples left out. */
    private Evidence leftOut = Evidence.NONE;
    /** What examples have shown that the state does not count as learned yet: if it were published they would be counted again after a crash. */
    private Evidence candidateSince = Evidence.NONE;
    private Evidence previousSince = Evidence.NONE;
    /** What had been shown when the gate was asked last; null if it is to be asked anew. */
    private Trial judged;

    /**
     * @param published the state to go on from
     * @param kept gives the heads that it names, if they are kept
     */
    Judge(TaskState published, IntFunction<Optional<HeadVersion>> kept, InstantSource clock) {
        this.clock = clock;
        this.kept = kept;
        this.state = published;
        this.scorecard = published.scorecard();
        this.trial = published.trial();
        this.judged = published.trial();
        this.live = published.live().flatMap(kept::apply).orElse(null);
        this.newest = kept.apply(published.lastVersion()).filter(this::isLearnedAsLive).orElse(null);
        this.previous = trial.previous() == null ? null : published.liveBefore().flatMap(kept::apply).orElse(null);
    }

    private boolean isLearnedAsLive(HeadVersion head) {
        return live == null || live.head().space().equals(head.head().space());
    }

    TaskState state() {
        return state;
    }

    /** The head that answers; empty if none does. */
    Optional<HeadVersion> live() {
        return Optional.ofNullable(live);
    }

    /** The head that was trained last; empty if none is kept, or none that is wanted any more. */
    Optional<HeadVersion> newest() {
        return Optional.ofNullable(newest);
    }

    /**
     * Has the heads predict an example which is new to all of them.
     *
     * @param id of the example
     * @param known whether its very vector is known from another example: then it proves nothing, for who repeats a label often enough is right
     */
    void predict(String id, LabeledFeatures example, boolean known) {
        if (!fits(live, example)) {
            return;
        }
        Target answer = answer(live, example.features());
        if (example.target().kind() != Kind.REGRESSION) {
            scorecard = scorecard.plus(answer.equals(example.target()));
        }
        if (!known) {
            rightOf.put(id, answer.equals(example.target()));
        }
        if (!known && fits(newest, example) && newest.version() != live.version()) {
            int difference = difference(answer(newest, example.features()), answer, example.target());
            candidateSince = candidateSince.plus(difference);
        }
        if (!known && fits(previous, example)) {
            int difference = difference(answer, answer(previous, example.features()), example.target());
            previousSince = previousSince.plus(difference);
        }
    }

    private static boolean fits(HeadVersion version, LabeledFeatures example) {
        return version != null && version.head().space().equals(example.space()) && version.head().output().kind() == example.target().kind();
    }

    private static Target answer(HeadVersion version, Features features) {
        return version.head().predict(features).answer();
    }

    /** Positive if the one answer alone is right, or is nearer to the number; negative if the other is; 0 if they are even. */
    private static int difference(Target one, Target other, Target right) {
        return right instanceof Target.Value(double value)
                ? Double.compare(distance(other, value), distance(one, value))
                : Boolean.compare(one.equals(right), other.equals(right));
    }

    private static double distance(Target answer, double value) {
        return answer instanceof Target.Value(double told) ? Math.abs(told - value) : Double.POSITIVE_INFINITY;
    }

    /** An example that was learned was deleted. */
    void forget(String id) {
        rightOf.remove(id);
        trial = trial.with(Circumstance.DELETED);
    }

    /** An example that was learned was replaced by another, or is labeled otherwise. */
    void relearn(String id) {
        rightOf.remove(id);
        trial = trial.with(Circumstance.RELABELED);
    }

    /** The gate may be another one: what waits is judged anew. */
    void reconsider() {
        judged = null;
    }

    /** Heads are learned otherwise from now on: the newest is none of them, and what it showed does not count for those to come. */
    void renew() {
        newest = null;
        candidateSince = Evidence.NONE;
        trial = trial.anew(0).with(Circumstance.REDEFINED);
    }

    /**
     * Takes in a head that was learned just now.
     *
     * @return the head with its number, to be published; empty if it is the one that was learned before
     */
    Optional<HeadVersion> enter(Fit fit, long examples) {
        Head head = fit.head();
        if (state.backbone() != null && !state.backbone().equals(head.space().backbone())) {
            throw new IllegalStateException("a head must be learned from the features of " + state.backbone() + ": " + head.space().backbone());
        }
        boolean known = newest != null && newest.sha256().equals(head.sha256());
        if (!known && !head.sha256().equals(state.lastSha256())) {
            newest = version(fit, examples, state.lastVersion() + 1);
            state = state.trained(newest.version(), head.sha256(), fit.reason());
            entered = fit;
            leftOut = Evidence.NONE;
            return Optional.of(newest);
        }
        if (newest == null) {
            newest = version(fit, examples, state.lastVersion());
        }
        return Optional.empty();
    }

    /**
     * Takes in a head that was learned from the features of the backbone that the task asks for, and lets the gate decide whether it takes the
     * place of the live one, which has others. Those that were learned from the present features are not concerned.
     *
     * @param present one that was learned in the same way from the present features; empty if that was not possible
     * @param told how many examples were read, in words
     * @return the head with its number, to be published; empty if it is published
     */
    Optional<HeadVersion> changeOver(Contest.Side asked, Optional<Contest.Side> present, String told, Gate gate) {
        Optional<HeadVersion> published = state.heads().stream().flatMap(status -> kept.apply(status.version()).stream())
                .filter(head -> head.sha256().equals(asked.fit().head().sha256()))
                .filter(head -> live == null || head.version() > live.version()).findFirst();
        HeadVersion head = published.orElseGet(() -> version(asked.fit(), asked.examples(), state.lastVersion() + 1));
        if (published.isEmpty()) {
            state = state.trained(head.version(), head.sha256(), asked.fit().reason());
        }
        Gate.Verdict verdict = gate.judgeOther(new Gate.Candidate(learned(head), present.map(side -> learned(version(side.fit(), side.examples(), 1)))
                .orElse(null), chance(head), Evidence.NONE, compare(asked, present), 0, List.of(), List.of(), trial.circumstances()), missing(head));
        String why = verdict.reason() + "; " + told + "; " + asked.fit().reason();
        HistoryEntry.Numbers numbers = verdict.evidence() == null ? null : HistoryEntry.Numbers.of(verdict.evidence(), gate.alpha());
        if (verdict instanceof Gate.Verdict.Promote) {
            state = state.promoted(head.version(), head.sha256(), why, clock.instant(), numbers);
            succeed(head);
        } else {
            state = state.held(head.version(), head.sha256(), why, clock.instant(), numbers, true);
        }
        return published.isEmpty() ? Optional.of(head) : Optional.empty();
    }

    private static Evidence compare(Contest.Side asked, Optional<Contest.Side> present) {
        Evidence evidence = Evidence.NONE;
        LeftOut one = asked.leftOut().orElse(null);
        LeftOut other = present.flatMap(Contest.Side::leftOut).orElse(null);
        if (one == null || other == null) {
            return evidence;
        }
        Map<String, Boolean> right = rightOf(other);
        for (int i = 0; i < one.size(); i++) {
            Boolean otherRight = right.get(one.ids().get(i));
            if (otherRight != null) {
                evidence = evidence.plus(Boolean.compare(one.isRight(i), otherRight));
            }
        }
        return evidence;
    }

    /** Labels that the live head knows and another does not. */
    private List<String> missing(HeadVersion head) {
        return live == null ? List.of() : live.labels().stream().filter(label -> !head.labels().contains(label)).toList();
    }

    /** Heads are learned from the features of that backbone from now on: the newest of them is one of these. */
    void learnFrom(String backbone) {
        newest = Stream.of(newest, live).filter(head -> head != null && head.head().space().backbone().equals(backbone)).findFirst().orElse(null);
        state = state.of(backbone);
    }

    private HeadVersion version(Fit fit, long examples, int number) {
        return new HeadVersion(number, fit.head(), examples, clock.instant(), fit.metrics().withPrequential(scorecard.accuracy()));
    }

    /** Another head was tried, and the live one is better: unless it has changed meanwhile, that is remembered, once. */
    void confirm(Fit fit) {
        boolean present = live != null && live.sha256().equals(fit.head().sha256());
        if (present && state.status(live.version()).filter(status -> status.reason().endsWith(fit.reason())).isEmpty()) {
            state = state.confirmed(live.version(), live.sha256(), "stays; " + fit.reason(), clock.instant());
        }
    }

    /** No head can be learned any more. */
    void withdraw() {
        newest = null;
        if (live != null) {
            state = state.withdrawn(live.sha256(), TOO_LITTLE, clock.instant());
            succeed(null);
        }
    }

    /**
     * Carries out an order: whoever gave it is not overruled by what the former heads would have said.
     *
     * @param head that is to go live, which the state knows
     */
    void obey(Order order, HeadVersion head) {
        state = switch (order) {
            case Order.Promote _ -> state.promoted(head.version(), head.sha256(), "ordered by an operator", clock.instant(), null);
            case Order.Rollback _ -> state.rolledBack(head.version(), head.sha256(), "rolled back by an operator", clock.instant(), null);
        };
        succeed(head);
        trial = trial.with(Circumstance.CHOSEN);
    }

    /** Lets the gate decide whether the live head stays, and whether a candidate takes its place. */
    void decide(Gate gate) {
        if (previous != null) {
            gate.review(trial.previous()).ifPresent(verdict -> rollBack(verdict, gate));
        }
        if (newest != null && (entered != null || isToBeJudgedAnew(gate))) {
            if (gate.mode() == Gate.Mode.GUARDED && entered != null && live != null) {
                leftOut = entered.leftOut().map(supplier -> compare(supplier.get(), entered.rival())).orElse(Evidence.NONE);
            }
            judge(gate);
        }
        entered = null;
        judged = trial;
    }

    private boolean isToBeJudgedAnew(Gate gate) {
        if (state.candidate().isEmpty()) {
            return live == null;
        }
        return switch (gate.mode()) {
            case IMMEDIATE -> true;
            case GUARDED -> !trial.equals(judged);
            case MANUAL -> false;
        };
    }

    /**
     * The newest head against the live one on examples left out: on those that the live head has not learned or, if it is what the newest one
     * was found better than, learned from nearly the same examples, on what heads learned like it make of examples left out.
     */
    private Evidence compare(LeftOut newestOf, Optional<Fit.Rival> rival) {
        boolean isRival = rival.filter(r -> r.algorithm().equals(live.head().algorithm())).isPresent() && live.head().expansion().isEmpty()
                && live.labels().equals(newest.labels()) && live.examples() >= NEARLY_ALL * newest.examples();
        Map<String, Boolean> liveOf = isRival ? rightOf(rival.get().leftOut().get()) : rightOf;
        Evidence evidence = Evidence.NONE;
        for (int i = 0; i < newestOf.size(); i++) {
            Boolean right = liveOf.get(newestOf.ids().get(i));
            if (right != null) {
                evidence = evidence.plus(Boolean.compare(newestOf.isRight(i), right));
            }
        }
        return evidence;
    }

    private static Map<String, Boolean> rightOf(LeftOut leftOut) {
        Map<String, Boolean> right = new HashMap<>();
        for (int i = 0; i < leftOut.size(); i++) {
            right.put(leftOut.ids().get(i), leftOut.isRight(i));
        }
        return right;
    }

    private void rollBack(Gate.Verdict.RollBack verdict, Gate gate) {
        state = state.rolledBack(previous.version(), previous.sha256(), verdict.reason(), clock.instant(),
                HistoryEntry.Numbers.of(verdict.evidence(), gate.alpha()));
        succeed(previous);
        trial = trial.with(Circumstance.CHOSEN);
    }

    private void judge(Gate gate) {
        Gate.Verdict verdict = gate.judge(candidate());
        String lesson = state.status(newest.version()).map(HeadStatus::lesson).orElse(null);
        String why = lesson == null ? verdict.reason() : verdict.reason() + "; " + lesson;
        HistoryEntry.Numbers numbers = verdict.evidence() == null ? null : HistoryEntry.Numbers.of(verdict.evidence(), gate.alpha());
        switch (verdict) {
            case Gate.Verdict.Promote _ -> promote(why, numbers, gate.mode() == Gate.Mode.GUARDED);
            case Gate.Verdict.Reject _ -> {
                hold(why, numbers, gate);
                candidateSince = Evidence.NONE;
                trial = trial.anew(trial.rejections() + 1);
            }
            default -> hold(why, numbers, gate);
        }
    }

    private void promote(String why, HistoryEntry.Numbers numbers, boolean guarded) {
        state = state.promoted(newest.version(), newest.sha256(), why, clock.instant(), numbers);
        HeadVersion former = guarded && !trial.circumstances().contains(Circumstance.REDEFINED) ? live : null;
        succeed(newest);
        if (former != null) {
            previous = former;
            trial = trial.withPredecessor();
        }
    }

    private void hold(String why, HistoryEntry.Numbers numbers, Gate gate) {
        state = state.held(newest.version(), newest.sha256(), why, clock.instant(), numbers, gate.mode() == Gate.Mode.GUARDED);
    }

    private Gate.Candidate candidate() {
        List<String> known = live == null ? List.of() : live.labels();
        List<String> added = newest.labels().stream().filter(label -> !known.contains(label)).toList();
        List<String> grown = trial.young().entrySet().stream()
                .filter(label -> state.labels().getOrDefault(label.getKey(), 0L) >= 2 * label.getValue())
                .map(Map.Entry::getKey).toList();
        return new Gate.Candidate(learned(newest), live == null ? null : learned(live), chance(newest), trial.candidate(), leftOut, trial.rejections(),
                added, grown, trial.circumstances());
    }

    /** The merit of guessing. */
    private static double chance(HeadVersion head) {
        return head.head().output().kind() == Kind.SINGLE_LABEL ? 1.0 / head.labels().size() : 0;
    }

    private static Gate.Learned learned(HeadVersion head) {
        boolean isNumber = head.head().output().kind() == Kind.REGRESSION;
        return new Gate.Learned(head.examples(), isNumber ? head.metrics().rSquared() : head.metrics().looAccuracy());
    }

    private void succeed(HeadVersion head) {
        live = head;
        previous = null;
        candidateSince = Evidence.NONE;
        previousSince = Evidence.NONE;
        trial = head == null ? Trial.NONE : Trial.begun(state.labels());
        leftOut = Evidence.NONE;
        rightOf.clear();
    }

    /** The task's examples are vectors of so many numbers, as its first one is. */
    void takeVectors(int features) {
        state = state.ofVectors(features);
    }

    /** Takes in what the task has learned, and how far it has changed over to another backbone. */
    void count(long examples, SortedMap<String, Long> labels, Position learnedThrough, Progress progress, Instant newestExampleAt,
            ChangeoverStatus changeover) {
        trial = trial.withCandidate(trial.candidate().plus(candidateSince));
        candidateSince = Evidence.NONE;
        if (previous != null) {
            trial = trial.withPrevious(trial.previous().plus(previousSince));
            previousSince = Evidence.NONE;
        }
        state = state.counted(examples, labels, scorecard, learnedThrough, progress, newestExampleAt).changingOver(changeover);
    }

    /** Heads are refined as far. */
    void refined(Progress progress) {
        state = state.refined(progress);
    }

    /** The state with what was shown until now: what is to be published. */
    TaskState concluded() {
        state = state.tried(trial);
        return state;
    }
}
