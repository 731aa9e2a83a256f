package dev.regraft.graft;

import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import dev.regraft.head.HeadVersion;
import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

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
 * <li>{@link #learn}: the heads predict it, the {@link Judge} notes which of them were right, the {@link TrainingSets} take it in;
 * <li>{@link #refit}: after a batch a head is learned from the exact statistics, at {@link TwoSpeeds}; the gate decides which is live;
 * <li>the {@link Publication} goes into the log: first the head, then the state that names it.
 * </ol>
 */
public final class Graft {

    private final Training training;
    private final Position learnedBefore;
    private final TrainingSets sets;
    private final TwoSpeeds learning;
    private final Judge judge;
    private Terms terms;
    private TaskState published;
    private Position learnedThrough;
    private Progress progress;
    private Instant newestExampleAt;
    private boolean touched;
    private final Examination examination;
    private TaskDefinition definition;

    /**
     * @param terms on which its heads are learned and go live
     * @param published the state of the task as it was last published
     * @param kept gives the heads that the state names, if they are kept
     */
    Graft(Training training, Terms terms, TaskState published, IntFunction<Optional<HeadVersion>> kept) {
        this.training = training;
        this.terms = terms;
        this.published = published;
        this.sets = new TrainingSets(published.incarnation(), training.maxExamples());
        this.learning = new TwoSpeeds(training, training.learners().apply(terms.head()));
        this.judge = new Judge(published, kept, training.clock());
        this.learnedBefore = published.learnedThrough();
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
            learning.learnBy(training.learners().apply(defined.head()));
            judge.renew();
        }
        judge.reconsider();
        terms = defined;
        touched = true;
        learning.changed();
        learning.stop();
    }

    /**
     * Why an example is none of this task: its vector was made elsewhere, and has another number of numbers than that of the task's first
     * example. Whoever appended it did not know of the first one yet. The state holds that number, so that it stays what it was when the
     * first example is gone, and whatever compaction leaves of the log.
     */
    public Optional<RefusedException> refusal(LabeledFeatures example) {
        Integer features = judge.state().features();
        if (features == null || !GivenVectors.areOf(example.space()) || features == GivenVectors.numbers(example.space())) {
            return Optional.empty();
        }
        return Optional.of(new RefusedException("invalid-input", "features", "features must be " + features
                + " numbers, as those of the task's first example were: " + GivenVectors.numbers(example.space())));
    }

    /**
     * Leaves out an example that is refused.
     *
     * @return whether it comes up for the first time
     */
    public boolean pass(Source source) {
        boolean isNew = isNew(source.position());
        reached(source);
        return isNew;
    }

    /**
     * Takes one example in, in place of what its id named before. It must not be {@linkplain #refusal refused}.
     *
     * @return false if its vector lives in another space than most examples: it is kept, and no head is learned from it
     */
    public boolean learn(String id, LabeledFeatures example, Source source) {
        boolean isNew = isNew(source.position());
        if (isNew && !sets.contains(id)) {
            judge.predict(id, example, sets.mayContain(example.space(), example.features()));
        }
        TrainingSets.Change change = put(id, example);
        if (isNew && change == TrainingSets.Change.REPLACED) {
            judge.relearn(id);
        }
        reached(source);
        return sets.largest(terms).space().equals(example.space());
    }

    /** Takes back in what was learned in an earlier life, as a snapshot has it. */
    public void restore(String id, LabeledFeatures example) {
        put(id, example);
        touched = true;
    }

    private TrainingSets.Change put(String id, LabeledFeatures example) {
        if (judge.state().features() == null && GivenVectors.areOf(example.space())) {
            judge.takeVectors(GivenVectors.numbers(example.space()));
        }
        TrainingSets.Change change = sets.put(id, example);
        if (change != TrainingSets.Change.NONE) {
            learning.changed();
            examination.changed(change == TrainingSets.Change.REPLACED);
        }
        return change;
    }

    /** Forgets one example, if it is known. */
    public void forget(String id, Source source) {
        if (sets.remove(id)) {
            learning.changed();
            examination.changed(true);
            if (isNew(source.position())) {
                judge.forget(id);
            }
        }
        reached(source);
    }

    /**
     * Carries out an order, unless it was carried out before the state that this graft started from was published.
     *
     * @param head the head of that version or, for a rollback, of {@link #rollbackTarget()}; null if it is not kept
     */
    public void obey(Order order, HeadVersion head, Source source) {
        if (isNew(source.position()) && head != null && judge.state().status(head.version()).isPresent()) {
            judge.obey(order, head);
        }
        reached(source);
    }

    /** Version of the head that was live before the present one, if it is still kept. */
    public Optional<Integer> rollbackTarget() {
        return judge.state().liveBefore();
    }

    private boolean isNew(Position position) {
        return learnedBefore == null || learnedBefore.partition() != position.partition()
                || learnedBefore.offset() < position.offset();
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
        TrainingSet set = touched || learning.isRefinedOrDue() ? sets.largest(terms) : null;
        Optional<HeadVersion> trained = Optional.empty();
        if (learning.hasRefined()) {
            trained = take(learning.takeRefined(judge), set);
            judge.decide(terms.gate());
        } else if (touched) {
            touched = false;
            trained = take(learning.learnFast(set, terms, judge.newest()), set);
            judge.count(set == null ? 0 : set.size(), set == null ? new TreeMap<>() : set.labelCounts(), learnedThrough, progress,
                    newestExampleAt);
            judge.decide(terms.gate());
        }
        if (learning.refine(set, terms, progress) && !touched) {
            judge.refined(progress);
        }
        published = judge.concluded();
        Optional<Report> report = examine();
        return published.equals(before) && report.isEmpty() ? Optional.empty()
                : Optional.of(new Publication(trained, published, dropped(before), report));
    }

    /** Takes what was found out about the set, and has it looked at anew when that is due. */
    private Optional<Report> examine() {
        Optional<Report> report = examination.result();
        if (definition != null) {
            TrainingSet set = sets.largest(terms);
            examination.beginIfDue(set, reviewer -> Review.of(set, terms, definition, judge.live().orElse(null), reviewer,
                    training.clock().instant()));
        }
        return report;
    }

    private Optional<HeadVersion> take(TwoSpeeds.Outcome outcome, TrainingSet set) {
        switch (outcome) {
            case TwoSpeeds.Outcome.Learned(var fit, long examples) -> {
                return judge.enter(new SliceCheck(terms.head().slices()).measured(fit, set), examples);
            }
            case TwoSpeeds.Outcome.FastIsBest(var fit) -> judge.confirm(fit);
            case TwoSpeeds.Outcome.TooLittle _ -> judge.withdraw();
            case TwoSpeeds.Outcome.Nothing _ -> { }
        }
        return Optional.empty();
    }

    private List<Integer> dropped(TaskState before) {
        List<Integer> dropped = new ArrayList<>();
        for (HeadStatus head : before.heads()) {
            if (published.status(head.version()).isEmpty()) {
                dropped.add(head.version());
            }
        }
        return dropped;
    }

    /** Gives up what is done in the background: it will be begun again. To be called when nobody wants anything of this graft any more. */
    public void stop() {
        learning.stop();
        examination.giveUp();
    }

    /** Whether a head is being refined, or will be in a moment. */
    public boolean isRefining() {
        return learning.isRefining();
    }

    /** Whether all that it has read is in the state as it was last published. */
    public boolean settled() {
        return !touched;
    }

    /** How many examples are kept, in whatever space. */
    public long size() {
        return sets.size();
    }

    /** The example of that id, if it is known. */
    public Optional<LabeledFeatures> find(String id) {
        return sets.find(id);
    }

    /** Hands over every example with its id, in no order. */
    public void forEach(BiConsumer<String, LabeledFeatures> action) {
        sets.forEach(action);
    }
}
