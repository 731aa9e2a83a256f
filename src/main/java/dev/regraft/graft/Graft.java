package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import dev.regraft.head.HeadVersion;
import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
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
 * <li>{@link #learn}: the heads predict it, the {@link Judge} notes which of them were right, the {@link TrainingSets} take it in;
 * <li>{@link #refit}: after a batch a head is learned from the exact statistics, at {@link TwoSpeeds}; the gate decides which is live;
 * <li>the {@link Publication} goes into the log: first the head, then the state that names it.
 * </ol>
 *
 * <p>When the task asks for another backbone, that one reads the examples again ({@link #unread}, {@link #read}), while heads go on
 * being learned from the features that are there: {@link Changeover}. Then a head of either is learned and the gate compares them
 * ({@link Contest}); only with a head of the new features live is everything learned from these. No head ever meets features of another space.
 */
public final class Graft {

    private static final Logger LOG = Logger.getLogger(Graft.class);
    private static final long NEVER = -1;
    /** Heads of two backbones are compared again when so much of the examples has changed. */
    private static final long CONTEST_PART = 10;

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
    private boolean passed;
    private final Examination examination;
    private final Changeover changeover;
    private Contest contest;
    /** Whether the last head taken was a refined one: the next is the fast one of what came since, which a refined one may be held against. */
    private boolean refinedLast;
    private long contestChanges;
    private long contested = NEVER;
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
        this.changeover = new Changeover(sets, published.changeover() == null ? null : published.changeover().from());
    }

    /** The state as it was last published. */
    public TaskState state() {
        return published;
    }

    /** Works from now on as the task is defined; on other terms a head is trained anew, and one that waits is judged anew. */
    public void workBy(TaskDefinition definition) {
        this.definition = definition;
        followBackbone();
        Terms defined = Terms.of(definition);
        if (defined.equals(terms)) {
            return;
        }
        contested = NEVER;
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
     * Heads are learned from the features of the backbone that the task asks for once that has read the examples and a head of its features is
     * live, or none is live at all; until then from those of the one before.
     */
    private void followBackbone() {
        if (definition == null) {
            return;
        }
        String asked = definition.backbone();
        Optional<String> live = judge.live().map(head -> head.head().space().backbone());
        if (judge.state().backbone() == null) {
            judge.learnFrom(live.orElse(asked));
        }
        changeOver(judge.state().backbone(), asked);
        if (changeover.isUnderWay() && (live.isEmpty() || live.get().equals(asked) && changeover.isNearlyRead())) {
            judge.learnFrom(asked);
            changeOver(asked, asked);
            learning.stop();
            learning.changed();
            examination.changed(true);
            touched = true;
        }
    }

    private void changeOver(String present, String asked) {
        if (changeover.between(present, asked)) {
            giveUpContest();
            contested = NEVER;
            passed = true;
        }
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
        advance(source);
        return isNew;
    }

    /**
     * Takes one example in, in place of what its id named before. It must not be {@linkplain #refusal refused}. One that is made of the very input
     * that is known was written once more, as another backbone has read it, or without what is of no more use: that is nothing new to judge heads by.
     *
     * @return false if its vector lives in another space than most examples: it is kept, and no head is learned from it
     */
    public boolean learn(String id, KeptExample example, Source source) {
        if (example.input() != null && example.input().equals(sets.input(id)) && sets.contains(id)) {
            touched |= put(id, example) != TrainingSets.Change.NONE;
            advance(source);
        } else {
            learnAnew(id, example, source);
        }
        TrainingSet set = set();
        return changeover.isToRead(id) || set != null && example.in(set.space()).isPresent();
    }

    private void learnAnew(String id, KeptExample example, Source source) {
        boolean isNew = isNew(source.position());
        if (isNew && !sets.contains(id)) {
            LabeledFeatures seen = example.example();
            judge.predict(id, seen, sets.mayContain(seen.space(), seen.features()));
        }
        TrainingSets.Change change = put(id, example);
        if (isNew && change == TrainingSets.Change.REPLACED) {
            judge.relearn(id);
        }
        reached(source);
    }

    /** The set that heads are learned from; null if there is nothing to learn from. */
    private TrainingSet set() {
        return sets.largest(judge.state().backbone(), terms);
    }

    /** Takes back in what was learned in an earlier life, as a snapshot has it. */
    public void restore(String id, KeptExample example) {
        put(id, example);
        touched = true;
    }

    private TrainingSets.Change put(String id, KeptExample example) {
        if (judge.state().features() == null && GivenVectors.areOf(example.example().space())) {
            judge.takeVectors(GivenVectors.numbers(example.example().space()));
        }
        changeover.drop(id);
        TrainingSets.Change change = sets.put(id, example);
        changeover.review(id);
        contestChanges++;
        if (change != TrainingSets.Change.NONE) {
            learning.changed();
            examination.changed(change == TrainingSets.Change.REPLACED);
        }
        return change;
    }

    /** Name of the backbone that is to read what is {@linkplain #unread unread}; null if that is not known yet. */
    public String asked() {
        return changeover.asked();
    }

    /**
     * Examples that the backbone asked for has still to read, in the order of their inputs. Each has to come back: as {@linkplain #read read},
     * {@linkplain #leaveOut left out} or {@linkplain #putBack put back}.
     */
    public List<Unread> unread(int most) {
        return changeover.unread(most);
    }

    /**
     * What is to be written of an example that was read; it is learned when it comes back by the log.
     *
     * @return empty if it has become another meanwhile, or another backbone is asked for
     */
    public Optional<KeptExample> read(Unread read, FeatureSpace space, Features features) {
        return changeover.read(read, space, features);
    }

    /** The input of an example is gone, or the backbone asked for cannot read it. */
    public void leaveOut(Unread unread) {
        changeover.leaveOut(unread);
        passed = true;
    }

    /** An example was not read, and is to be read again. */
    public void putBack(Unread unread) {
        changeover.putBack(unread);
    }

    /** Examples with a vector that is of no more use, as they are to be written without it. */
    public Map<String, KeptExample> surplus(int most) {
        return changeover.surplus(most);
    }

    /** Forgets one example, if it is known. */
    public void forget(String id, Source source) {
        changeover.drop(id);
        if (sets.remove(id)) {
            contestChanges++;
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
        advance(source);
    }

    private void advance(Source source) {
        passed = true;
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
        followBackbone();
        TrainingSet set = touched || passed || learning.isRefinedOrDue() ? set() : null;
        Optional<HeadVersion> trained = Optional.empty();
        if (contest != null && contest.isDone()) {
            trained = takeContest();
            set = set();
        } else if (learning.hasRefined() && !(touched && refinedLast)) {
            refinedLast = true;
            trained = take(learning.takeRefined(judge), set);
            judge.decide(terms.gate());
        } else if (touched) {
            touched = false;
            refinedLast = false;
            trained = take(learning.learnFast(set, terms, judge.newest()), set);
            count(set);
            judge.decide(terms.gate());
        } else if (passed) {
            count(set);
        }
        if (learning.refine(set, terms, progress) && !touched) {
            judge.refined(progress);
        }
        beginContestIfDue();
        published = judge.concluded();
        Optional<Report> report = examine();
        return published.equals(before) && report.isEmpty() ? Optional.empty()
                : Optional.of(new Publication(trained, published, dropped(before), report));
    }

    private void count(TrainingSet set) {
        passed = false;
        judge.count(set == null ? 0 : set.size(), set == null ? new TreeMap<>() : set.labelCounts(), learnedThrough, progress,
                newestExampleAt, changeover.status());
    }

    /** Has heads of both backbones learned and compared when the one asked for has read the examples, and again when many of these have changed. */
    private void beginContestIfDue() {
        if (!changeover.isUnderWay() || contest != null || !changeover.isNearlyRead()) {
            return;
        }
        TrainingSet asked = sets.largest(changeover.asked(), terms);
        boolean due = contested == NEVER || CONTEST_PART * (contestChanges - contested) > sets.size();
        if (asked != null && due) {
            contested = contestChanges;
            TrainingSet present = set();
            contest = Contest.begin(Optional.ofNullable(present).map(set -> learning.bestOf(set, terms)), present == null ? 0 : present.size(),
                    learning.bestOf(asked, terms), asked.size(), training.background());
        }
    }

    /** Takes what came of comparing heads of two backbones. Where nothing could be told apart, it is tried again with more examples. */
    private Optional<HeadVersion> takeContest() {
        Contest done = contest;
        contest = null;
        if (done.failure().isPresent()) {
            LOG.errorf(done.failure().get(), "Heads of two backbones could not be compared; the live one stays");
            return Optional.empty();
        }
        Contest.Outcome outcome = done.outcome();
        if (outcome.asked().isEmpty()) {
            return Optional.empty();
        }
        Optional<HeadVersion> trained = judge.changeOver(outcome.asked().get(), outcome.present(), changeover.status().told(), terms.gate());
        followBackbone();
        return trained;
    }

    private void giveUpContest() {
        if (contest != null) {
            contest.cancel();
            contest = null;
        }
    }

    /** Takes what was found out about the set, and has it looked at anew when that is due. */
    private Optional<Report> examine() {
        Optional<Report> report = examination.result();
        if (definition != null) {
            TrainingSet set = set();
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
        giveUpContest();
        contested = NEVER;
    }

    /** Whether a head is being refined, or will be in a moment. */
    public boolean isRefining() {
        return learning.isRefining() || contest != null;
    }

    /** Whether all that it has read is in the state as it was last published. */
    public boolean settled() {
        return !touched && !passed;
    }

    /** How many examples are kept, in whatever space. */
    public long size() {
        return sets.size();
    }

    /** The example of that id, if it is known. */
    public Optional<KeptExample> find(String id) {
        return sets.kept(id);
    }

    /** Hands over every example with its id, in no order. */
    public void forEach(BiConsumer<String, KeptExample> action) {
        sets.forEach(action);
    }
}
