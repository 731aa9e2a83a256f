package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Metrics;
import dev.regraft.quality.Gate;
import dev.regraft.quality.Scorecard;
import dev.regraft.train.Example;
import dev.regraft.train.Fit;
import dev.regraft.train.Hints;
import dev.regraft.train.Learner;
import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * One task's loop: learn, judge, publish, swap.
 *
 * <p>Written by one thread, the trainer that owns the task's partition of the log of features. It folds that partition: each
 * vector upserts or deletes one example of the training set, so that reading a stretch twice changes nothing. What the log has
 * already seen published (the {@link TaskState} it starts from) is not scored, obeyed or published again. Nothing is called back:
 * {@link #refit()} returns what is to be published, and whoever follows the log of heads swaps.
 *
 * <p>An example's way through here:
 * <ol>
 * <li>{@link #learn}: the live head predicts it, the scorecard notes whether it was right, the training set takes it in;
 * <li>{@link #refit}: after a batch, a head is trained from the exact statistics; if it is a new one the gate judges it;
 * <li>the {@link Publication} goes into the log: first the head, then the state that names it.
 * </ol>
 */
public final class Graft {

    private static final String TOO_FEW_LABELS = "fewer than two labels have examples";

    private final Learner learner;
    private final InstantSource clock;
    private final Position learnedBefore;
    private Gate gate;
    private final Map<FeatureSpace, TrainingSet> sets = new HashMap<>();
    private TaskState published;
    private TaskState state;
    private HeadVersion live;
    private HeadVersion newest;
    private Scorecard scorecard;
    private Position learnedThrough;
    private Progress progress;
    private Instant newestExampleAt;
    private boolean touched;

    /**
     * @param gate how its heads go live
     * @param published the state of the task as it was last published
     * @param live the head that is live by that state; null if none is
     * @param learner trains its heads
     */
    public Graft(Gate gate, TaskState published, HeadVersion live, Learner learner, InstantSource clock) {
        this.gate = gate;
        this.learner = learner;
        this.clock = clock;
        this.published = published;
        this.state = published;
        this.live = live;
        this.learnedBefore = published.learnedThrough();
        this.scorecard = published.scorecard();
        this.learnedThrough = published.learnedThrough();
        this.progress = published.progress();
        this.newestExampleAt = published.newestExampleAt();
    }

    /** The state as it was last published. */
    public TaskState state() {
        return published;
    }

    /** Judges from now on as the task is defined; a candidate that waits is judged anew by another gate. */
    public void judgeBy(TaskDefinition definition) {
        touched |= !gate.equals(definition.gate());
        gate = definition.gate();
    }

    /**
     * Takes one example in, in place of what its id named before.
     *
     * @return false if its vector lives in another space than most examples: it is kept, and no head is learned from it
     */
    public boolean learn(String id, LabeledFeatures example, Source source) {
        if (isNew(source.position()) && sets.values().stream().noneMatch(set -> set.contains(id))) {
            score(example);
        }
        keep(id, example);
        reached(source);
        return sets.size() == 1 || set().space().equals(example.space());
    }

    /** Takes back in what was learned in an earlier life, as a snapshot has it. */
    public void restore(String id, LabeledFeatures example) {
        keep(id, example);
        touched = true;
    }

    private void keep(String id, LabeledFeatures example) {
        if (sets.size() > 1 || !sets.containsKey(example.space())) {
            remove(id);
        }
        sets.computeIfAbsent(example.space(), TrainingSet::new)
                .put(id, example.target(), example.weight(), example.attributes(), example.features());
    }

    /** Forgets one example, if it is known. */
    public void forget(String id, Source source) {
        remove(id);
        reached(source);
    }

    private void remove(String id) {
        sets.values().removeIf(set -> set.remove(id) && set.size() == 0);
    }

    /**
     * The set that heads are learned from: that of the space which most examples live in, the one of the smaller digest if there are
     * several. So it depends on the examples alone, not on their order. Null if there is no example.
     */
    private TrainingSet set() {
        return sets.values().stream()
                .max(Comparator.comparingLong(TrainingSet::size).thenComparing(set -> set.space().digest(), Comparator.reverseOrder()))
                .orElse(null);
    }

    /**
     * Carries out an order, unless it was carried out before the state that this graft started from was published.
     *
     * @param head the head of that version or, for a rollback, of {@link #rollbackTarget()}; null if it is not kept
     */
    public void obey(Order order, HeadVersion head, Source source) {
        if (isNew(source.position()) && head != null && state.status(head.version()).isPresent()) {
            switch (order) {
                case Order.Promote _ -> state = state.promoted(head.version(), head.sha256(), "ordered by an operator", clock.instant());
                case Order.Rollback _ -> state = state.rolledBack(head.version(), head.sha256(), "rolled back by an operator",
                        clock.instant());
            }
            live = head;
        }
        reached(source);
    }

    /** Version of the head that was live before the present one, if it is still kept. */
    public Optional<Integer> rollbackTarget() {
        List<Integer> trail = state.trail();
        return trail.size() < 2 ? Optional.empty() : Optional.of(trail.get(trail.size() - 2));
    }

    private boolean isNew(Position position) {
        return learnedBefore == null || learnedBefore.partition() != position.partition()
                || learnedBefore.offset() < position.offset();
    }

    private void score(LabeledFeatures example) {
        if (live != null && live.head().space().equals(example.space())) {
            scorecard = scorecard.plus(live.head().predict(example.features()).answer().equals(example.target()));
        }
    }

    private void reached(Source source) {
        touched = true;
        if (source.example() != null) {
            progress = progress.with(source.example());
        }
        if (isNew(source.position())) {
            learnedThrough = source.position();
            newestExampleAt = source.appendedAt() == null ? newestExampleAt : source.appendedAt();
        }
    }

    /**
     * Trains a head from everything learned so far and has it judged.
     *
     * @return what is to be published; empty if nothing was read since the last time
     */
    public Optional<Publication> refit() {
        if (!touched) {
            return Optional.empty();
        }
        touched = false;
        TaskState before = published;
        TrainingSet set = set();
        Optional<HeadVersion> trained = train(set);
        state = state.counted(set == null ? 0 : set.size(), set == null ? new TreeMap<>() : set.labelCounts(), scorecard,
                learnedThrough, progress, newestExampleAt);
        published = state;
        return state.equals(before) ? Optional.empty() : Optional.of(new Publication(trained, state, dropped(before)));
    }

    private Optional<HeadVersion> train(TrainingSet set) {
        Optional<Fit> fit = set == null ? Optional.empty() : learn(set);
        if (fit.isEmpty()) {
            withdraw();
            return Optional.empty();
        }
        Head head = fit.get().head();
        if (!head.sha256().equals(state.lastSha256())) {
            newest = version(fit.get(), set, state.lastVersion() + 1);
            state = state.trained(newest.version(), head.sha256());
            judge();
            return Optional.of(newest);
        }
        if (newest == null) {
            newest = version(fit.get(), set, state.lastVersion());
        }
        boolean waits = state.candidate().isPresent();
        if (waits ? gate.judge() instanceof Gate.Verdict.Promote : live == null) {
            judge();
        }
        return Optional.empty();
    }

    private Optional<Fit> learn(TrainingSet set) {
        try {
            return learner.prepare(set, Hints.NONE).learn();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a closed form waits for nobody", e);
        }
    }

    private void withdraw() {
        if (live != null) {
            state = state.withdrawn(live.sha256(), TOO_FEW_LABELS, clock.instant());
            live = null;
        }
    }

    private void judge() {
        switch (gate.judge()) {
            case Gate.Verdict.Promote(String reason) -> {
                state = state.promoted(newest.version(), newest.sha256(), reason, clock.instant());
                live = newest;
            }
            case Gate.Verdict.Hold(String reason) -> state = state.held(newest.version(), newest.sha256(), reason, clock.instant());
        }
    }

    private HeadVersion version(Fit fit, TrainingSet set, int number) {
        Metrics metrics = fit.metrics().withPrequential(scorecard.accuracy());
        return new HeadVersion(number, fit.head(), set.size(), clock.instant(), metrics);
    }

    private List<Integer> dropped(TaskState before) {
        List<Integer> dropped = new ArrayList<>();
        for (HeadStatus head : before.heads()) {
            if (state.status(head.version()).isEmpty()) {
                dropped.add(head.version());
            }
        }
        return dropped;
    }

    /** Whether all that it has read is in the state as it was last published. */
    public boolean settled() {
        return !touched;
    }

    /** How many examples are kept, in whatever space. */
    public long size() {
        return sets.values().stream().mapToLong(TrainingSet::size).sum();
    }

    /** The example of that id, if it is known. */
    public Optional<LabeledFeatures> find(String id) {
        for (TrainingSet set : sets.values()) {
            Optional<Example> example = set.find(id);
            if (example.isPresent()) {
                return example.map(e -> labeled(set.space(), e));
            }
        }
        return Optional.empty();
    }

    /** Hands over every example with its id, in no order. */
    public void forEach(BiConsumer<String, LabeledFeatures> action) {
        for (TrainingSet set : sets.values()) {
            set.examples().forEach(example -> action.accept(example.id(), labeled(set.space(), example)));
        }
    }

    private LabeledFeatures labeled(FeatureSpace space, Example example) {
        return new LabeledFeatures(published.incarnation(), space, example.target(), example.weight(), example.attributes(),
                example.features());
    }
}
