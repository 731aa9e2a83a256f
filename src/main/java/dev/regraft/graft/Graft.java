package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import dev.regraft.quality.Scorecard;
import dev.regraft.train.Example;
import dev.regraft.train.Fit;
import dev.regraft.train.Hints;
import dev.regraft.train.Learner;
import dev.regraft.train.Learners;
import dev.regraft.train.TrainingSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

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
 *
 * <p>Heads come at two speeds. The fast learner's is there at once. The slow learner works in the background on the set as it was, and what it
 * returns has proven better on examples that it had not learned: from then on the fast one is left alone, and the slow one learns again
 * whenever the set has changed, until another label comes up, which needs a head at once, or the fast one's head proves better.
 */
public final class Graft {

    private static final Logger LOG = Logger.getLogger(Graft.class);
    private static final String TOO_LITTLE = "there is nothing to tell apart";
    /** A large set is refined when one example in so many is new, or when it has been left alone for a moment. */
    private static final long REFINE_EVERY = 128;
    private static final Duration LEFT_ALONE = Duration.ofMillis(200);

    private final Training training;
    private final Position learnedBefore;
    private final Map<FeatureSpace, TrainingSet> sets = new HashMap<>();
    private Terms terms;
    private Learners learners;
    private TaskState published;
    private TaskState state;
    private HeadVersion live;
    private HeadVersion newest;
    private String reason;
    private Scorecard scorecard;
    private Position learnedThrough;
    private Progress progress;
    private Instant newestExampleAt;
    private boolean touched;
    private Refinement refinement;
    private long changes;
    private long refinedChanges;
    private Instant changedAt = Instant.MIN;
    private final Examination examination;
    private TaskDefinition definition;

    /**
     * @param terms on which its heads are learned and go live
     * @param published the state of the task as it was last published
     * @param live the head that is live by that state; null if none is
     * @param newest the head that was trained last; null if none is kept
     */
    Graft(Training training, Terms terms, TaskState published, HeadVersion live, HeadVersion newest) {
        this.training = training;
        this.terms = terms;
        this.learners = training.learners().apply(terms.head());
        this.published = published;
        this.state = published;
        this.live = live;
        this.newest = newest;
        this.learnedBefore = published.learnedThrough();
        this.scorecard = published.scorecard();
        this.learnedThrough = published.learnedThrough();
        this.progress = published.progress();
        this.newestExampleAt = published.newestExampleAt();
        this.touched = terms.words().isPresent();
        this.examination = new Examination(training);
    }

    /** The state as it was last published. */
    public TaskState state() {
        return published;
    }

    /** Works from now on as the task is defined; on other terms a head is trained anew, and one that waits is judged anew. */
    public void workBy(TaskDefinition definition) {
        this.definition = definition;
        Terms defined = Terms.of(definition);
        if (defined.equals(terms)) {
            return;
        }
        if (!defined.head().equals(terms.head())) {
            learners = training.learners().apply(defined.head());
            newest = null;
        }
        terms = defined;
        touched = true;
        changes++;
        stopRefining();
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
        changes++;
        if (sets.values().stream().anyMatch(set -> set.find(id).filter(former -> !former.target().equals(example.target())).isPresent())) {
            examination.corrected();
        }
        if (sets.size() > 1 || !sets.containsKey(example.space())) {
            remove(id);
        }
        sets.computeIfAbsent(example.space(), space -> new TrainingSet(space, training.maxExamples()))
                .put(id, example.target(), example.weight(), example.attributes(), example.features());
    }

    /** Forgets one example, if it is known. */
    public void forget(String id, Source source) {
        examination.corrected();
        remove(id);
        reached(source);
    }

    private void remove(String id) {
        changes++;
        sets.values().removeIf(set -> set.remove(id) && set.size() == 0);
    }

    /**
     * The set that heads are learned from: that of the space which most examples live in, the one of the smaller digest if there are
     * several. So it depends on the examples alone, not on their order. Without any example it is an empty one in the space of the labels'
     * words; null if there are none either.
     */
    private TrainingSet set() {
        return sets.values().stream()
                .max(Comparator.comparingLong(TrainingSet::size).thenComparing(set -> set.space().digest(), Comparator.reverseOrder()))
                .or(() -> terms.words().map(words -> new TrainingSet(words.space(), training.maxExamples())))
                .orElse(null);
    }

    private Hints hints(TrainingSet set) {
        return terms.words().map(words -> words.hints(set.space())).orElse(Hints.NONE);
    }

    /**
     * Carries out an order, unless it was carried out before the state that this graft started from was published.
     *
     * @param head the head of that version or, for a rollback, of {@link #rollbackTarget()}; null if it is not kept
     */
    public void obey(Order order, HeadVersion head, Source source) {
        if (isNew(source.position()) && head != null && state.status(head.version()).isPresent()) {
            switch (order) {
                case Order.Promote _ -> state = state.promoted(head.version(), head.sha256(), "ordered by an operator", training.clock().instant());
                case Order.Rollback _ -> state = state.rolledBack(head.version(), head.sha256(), "rolled back by an operator",
                        training.clock().instant());
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

    /** A number is never met exactly: it is not scored. */
    private void score(LabeledFeatures example) {
        if (live != null && live.head().space().equals(example.space()) && example.target().kind() != Kind.REGRESSION) {
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
     * Trains a head from everything learned so far and has it judged, or has one judged that was refined meanwhile.
     *
     * @return what is to be published; empty if there is nothing new
     */
    public Optional<Publication> refit() {
        TaskState before = published;
        TrainingSet set = touched || isRefinedOrDue() ? set() : null;
        Optional<HeadVersion> trained = Optional.empty();
        if (refinement != null && refinement.isDone()) {
            trained = takeRefined();
        } else if (touched) {
            touched = false;
            changedAt = training.clock().instant();
            trained = trainFast(set);
            state = state.counted(set == null ? 0 : set.size(), set == null ? new TreeMap<>() : set.labelCounts(), scorecard,
                    learnedThrough, progress, newestExampleAt);
        }
        refine(set);
        Optional<Report> report = examine();
        published = state;
        return state.equals(before) && report.isEmpty() ? Optional.empty()
                : Optional.of(new Publication(trained, state, dropped(before), report));
    }

    /** Takes what was found out about the set, and has it looked at anew when that is due and no head is waited for. */
    private Optional<Report> examine() {
        Optional<Report> report = examination.result(changes);
        if (refinement == null && definition != null) {
            TrainingSet set = set();
            examination.beginIfDue(set, changes, changedAt, () -> Review.of(set, set == null ? Hints.NONE : hints(set), definition, live,
                    training.clock().instant()));
        }
        return report;
    }

    private Optional<HeadVersion> trainFast(TrainingSet set) {
        if (set == null || !canBeRefined(set) && learners.fast().isEmpty()) {
            withdraw();
            return Optional.empty();
        }
        if (learners.fast().isEmpty() || isLedByRefined(set)) {
            judgeAnew();
            return Optional.empty();
        }
        return take(learn(learners.fast().get(), set), set.size());
    }

    private Optional<Fit> learn(Learner learner, TrainingSet set) {
        try {
            return learner.prepare(set, hints(set)).learn();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a closed form waits for nobody", e);
        }
    }

    /** Whether the newest head is a refined one that knows all labels: a fast one has been proven worse, and has nothing to add. */
    private boolean isLedByRefined(TrainingSet set) {
        return newest != null && canBeRefined(set) && isRefined(newest.head()) && newest.labels().equals(labels(set));
    }

    private boolean isRefined(Head head) {
        return learners.fast().isEmpty() || !head.algorithm().equals(learners.fast().get().algorithm().word()) || head.expansion().isPresent();
    }

    /** The labels that a head of the set knows, sorted. */
    private List<String> labels(TrainingSet set) {
        SortedSet<String> labels = new TreeSet<>(set.learnedLabels());
        terms.words().filter(words -> words.space().equals(set.space())).ifPresent(words -> labels.addAll(words.vectors().keySet()));
        return List.copyOf(labels);
    }

    private boolean canBeRefined(TrainingSet set) {
        return learners.slow().isPresent() && set.size() >= learners.slowFrom();
    }

    private boolean isRefinedOrDue() {
        return refinement != null || refinedChanges != changes;
    }

    /** Begins to refine when that is due, gives up what has become pointless, and says how far heads are refined. */
    private void refine(TrainingSet set) {
        if (set == null || !canBeRefined(set)) {
            stopRefining();
            refinedChanges = changes;
        } else {
            if (refinement != null && refinement.isPointless(labels(set), changes)) {
                stopRefining();
            }
            if (refinement == null && refinedChanges != changes && isDue(set)) {
                var subject = new Refinement.Subject(progress, labels(set), set.size(), changes);
                refinedChanges = changes;
                refinement = Refinement.begin(subject, learners.slow().get().prepare(set, hints(set)), training.background());
            }
        }
        if (refinement == null && refinedChanges == changes && !touched) {
            state = state.refined(progress);
        }
    }

    private boolean isDue(TrainingSet set) {
        return REFINE_EVERY * (changes - refinedChanges) >= set.size()
                || !training.clock().instant().isBefore(changedAt.plus(LEFT_ALONE));
    }

    private Optional<HeadVersion> takeRefined() {
        Refinement done = refinement;
        refinement = null;
        state = state.refined(done.subject().progress());
        if (done.failure().isPresent()) {
            LOG.errorf(done.failure().get(), "A head of %d examples could not be refined; the present one stays", done.subject().examples());
            return Optional.empty();
        }
        Optional<Fit> fit = done.result();
        if (fit.isPresent() && newest != null && !isRefined(newest.head()) && !isRefined(fit.get().head())) {
            confirm(fit.get());
            return Optional.empty();
        }
        return take(fit, done.subject().examples());
    }

    /** Another head was tried, and the fast one is better: unless it has changed meanwhile, that is remembered, once. */
    private void confirm(Fit fit) {
        boolean present = live != null && live.sha256().equals(fit.head().sha256());
        if (present && state.status(live.version()).filter(status -> status.reason().endsWith(fit.reason())).isEmpty()) {
            state = state.confirmed(live.version(), live.sha256(), "stays; " + fit.reason(), training.clock().instant());
        }
    }

    /** Gives up what is done in the background: it will be begun again. To be called when nobody wants anything of this graft any more. */
    public void stop() {
        stopRefining();
        examination.giveUp();
    }

    /** Gives up what is being refined: it will be begun again. */
    public void stopRefining() {
        if (refinement != null) {
            refinement.cancel();
            refinement = null;
            refinedChanges = changes - 1;
        }
    }

    /** Whether a head is being refined, or will be in a moment. */
    public boolean isRefining() {
        return refinement != null || learners.slow().isPresent() && refinedChanges != changes;
    }

    private Optional<HeadVersion> take(Optional<Fit> fit, long examples) {
        if (fit.isEmpty()) {
            withdraw();
            return Optional.empty();
        }
        Head head = fit.get().head();
        if (!head.sha256().equals(state.lastSha256())) {
            newest = version(fit.get(), examples, state.lastVersion() + 1);
            reason = fit.get().reason();
            state = state.trained(newest.version(), head.sha256());
            judge();
            return Optional.of(newest);
        }
        if (newest == null) {
            newest = version(fit.get(), examples, state.lastVersion());
            reason = fit.get().reason();
        }
        judgeAnew();
        return Optional.empty();
    }

    /** A head that waits is judged anew, for the gate may be another one. */
    private void judgeAnew() {
        boolean waits = state.candidate().isPresent();
        if (newest != null && (waits ? terms.gate().judge() instanceof Gate.Verdict.Promote : live == null)) {
            judge();
        }
    }

    private void withdraw() {
        newest = null;
        if (live != null) {
            state = state.withdrawn(live.sha256(), TOO_LITTLE, training.clock().instant());
            live = null;
        }
    }

    private void judge() {
        Instant now = training.clock().instant();
        Gate.Verdict verdict = terms.gate().judge();
        String why = reason == null ? verdict.reason() : verdict.reason() + "; " + reason;
        switch (verdict) {
            case Gate.Verdict.Promote _ -> {
                state = state.promoted(newest.version(), newest.sha256(), why, now);
                live = newest;
            }
            case Gate.Verdict.Hold _ -> state = state.held(newest.version(), newest.sha256(), why, now);
        }
    }

    private HeadVersion version(Fit fit, long examples, int number) {
        return new HeadVersion(number, fit.head(), examples, training.clock().instant(), fit.metrics().withPrequential(scorecard.accuracy()));
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
