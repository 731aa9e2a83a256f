package dev.regraft.graft;

import dev.regraft.quality.Scorecard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a task stands: which head is live and why, and how much of the log it has learned. Immutable; written by the one trainer
 * of the task, read by every replica out of the log.
 *
 * @param incarnation {@link TaskDefinition#createdAt()} of the task
 * @param lastVersion number of the newest head; 0 before the first
 * @param lastSha256 digest of the newest head; null before the first
 * @param trail versions that were live, oldest first, the live one last; empty if none is live
 * @param heads the heads that are kept, oldest first
 * @param history the last decisions, oldest first
 * @param examples how many examples are in the training set
 * @param labels how many of them each label has
 * @param scorecard how the live heads did on examples that were new to them
 * @param learnedThrough the last of the task's features that is learned; null before the first
 * @param progress how far into the log of examples that is
 * @param refined how far into the log of examples heads are refined; equals the progress where nothing is refined in the background
 * @param newestExampleAt when the newest of the examples was appended to the log; null before the first
 * @param trial what the heads have shown since the live one went live
 * @param features how many numbers its first example had, if that was a vector made elsewhere: all others have as many; null before that
 * @param backbone name of the backbone whose features heads are learned from; another than the definition's while the task changes over to that;
 *     null if it is the definition's
 * @param changeover how far examples are read by the backbone that the definition asks for; null if there is nothing to tell
 */
public record TaskState(Instant incarnation, int lastVersion, String lastSha256, List<Integer> trail, List<HeadStatus> heads,
        List<HistoryEntry> history, long examples, SortedMap<String, Long> labels, Scorecard scorecard, Position learnedThrough,
        Progress progress, Progress refined, Instant newestExampleAt, Trial trial, Integer features, String backbone,
        ChangeoverStatus changeover) {

    /** How it is kept in the log. */
    public static final VersionedJson<TaskState> FORMAT = new VersionedJson<>(TaskState.class, 5);

    /** How many of a task's newest heads are kept; the live one and the one live before it are kept however old. */
    static final int KEPT_HEADS = 32;
    /** How many decisions of a task are kept. */
    static final int KEPT_DECISIONS = 200;

    public TaskState {
        Objects.requireNonNull(incarnation, "incarnation");
        Objects.requireNonNull(scorecard, "scorecard");
        Objects.requireNonNull(progress, "progress");
        refined = refined == null ? progress : refined;
        trial = trial == null ? Trial.NONE : trial;
        trail = List.copyOf(trail);
        heads = List.copyOf(heads);
        history = List.copyOf(history);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** A task that has learned nothing yet. */
    public static TaskState initial(Instant incarnation) {
        return new TaskState(incarnation, 0, null, List.of(), List.of(), List.of(), 0, new TreeMap<>(), Scorecard.EMPTY, null,
                Progress.NONE, Progress.NONE, null, Trial.NONE, null, null, null);
    }

    /** Version of the head that is live. */
    public Optional<Integer> live() {
        return trail.isEmpty() ? Optional.empty() : Optional.of(trail.getLast());
    }

    /** Version of the head that was live before the present one, if it is still kept. */
    public Optional<Integer> liveBefore() {
        return trail.size() < 2 ? Optional.empty() : Optional.of(trail.get(trail.size() - 2));
    }

    /** Version of the head that waits to be judged. */
    public Optional<Integer> candidate() {
        return heads.stream().filter(h -> h.state() == HeadStatus.State.CANDIDATE).map(HeadStatus::version).findFirst();
    }

    /** What became of a head, if it is kept. */
    public Optional<HeadStatus> status(int version) {
        return heads.stream().filter(h -> h.version() == version).findFirst();
    }

    /** Whether the task's features up to and with that place are learned. */
    public boolean hasLearned(Position position) {
        return learnedThrough != null && learnedThrough.partition() == position.partition()
                && learnedThrough.offset() >= position.offset();
    }

    /** With what the training set now holds. */
    TaskState counted(long examples, SortedMap<String, Long> labels, Scorecard scorecard, Position learnedThrough,
            Progress progress, Instant newestExampleAt) {
        return new TaskState(incarnation, lastVersion, lastSha256, trail, heads, history, examples, labels, scorecard,
                learnedThrough, progress, refined, newestExampleAt, trial, features, backbone, changeover);
    }

    /** With heads refined as far into the log of examples. */
    TaskState refined(Progress refined) {
        return new TaskState(incarnation, lastVersion, lastSha256, trail, heads, history, examples, labels, scorecard, learnedThrough,
                progress, refined, newestExampleAt, trial, features, backbone, changeover);
    }

    /** With what the heads have shown. */
    TaskState tried(Trial trial) {
        return new TaskState(incarnation, lastVersion, lastSha256, trail, heads, history, examples, labels, scorecard, learnedThrough,
                progress, refined, newestExampleAt, trial, features, backbone, changeover);
    }

    /** With the vectors of so many numbers that its examples are from now on. */
    TaskState ofVectors(int features) {
        return new TaskState(incarnation, lastVersion, lastSha256, trail, heads, history, examples, labels, scorecard, learnedThrough,
                progress, refined, newestExampleAt, trial, features, backbone, changeover);
    }

    /** With heads learned from the features of that backbone from now on. */
    TaskState of(String backbone) {
        return new TaskState(incarnation, lastVersion, lastSha256, trail, heads, history, examples, labels, scorecard, learnedThrough,
                progress, refined, newestExampleAt, trial, features, backbone, changeover);
    }

    /** With that many examples read by the backbone asked for. */
    TaskState changingOver(ChangeoverStatus changeover) {
        return new TaskState(incarnation, lastVersion, lastSha256, trail, heads, history, examples, labels, scorecard, learnedThrough,
                progress, refined, newestExampleAt, trial, features, backbone, changeover);
    }

    /** With one more head, kept back for now. */
    TaskState trained(int version, String sha256, String lesson) {
        Stream<HeadStatus> older = heads.stream()
                .map(h -> h.state() == HeadStatus.State.CANDIDATE ? h.as(HeadStatus.State.HELD, h.reason()) : h);
        HeadStatus candidate = new HeadStatus(version, HeadStatus.State.CANDIDATE, null, "trained", lesson);
        return changed(version, sha256, trail, Stream.concat(older, Stream.of(candidate)).toList(), history);
    }

    /**
     * With the newest head as the candidate, and a reason for which it was kept back.
     *
     * @param guarded whether it was held by evidence: decisions of that kind against one and the same head, as evidence grows, are one in history
     */
    TaskState held(int version, String sha256, String reason, Instant at, HistoryEntry.Numbers numbers, boolean guarded) {
        Optional<HeadStatus> present = status(version).filter(h -> h.state() == HeadStatus.State.CANDIDATE && h.reason().equals(reason));
        if (guarded && present.isPresent()) {
            return this;
        }
        List<HeadStatus> statuses = heads.stream().map(h -> h.version() == version ? h.as(HeadStatus.State.CANDIDATE, reason) : h)
                .toList();
        HistoryEntry entry = new HistoryEntry(at, HistoryEntry.Event.HOLD, version, sha256, live().orElse(null), reason, numbers);
        boolean goesOn = guarded && !history.isEmpty() && goesOn(history.getLast(), entry);
        return changed(lastVersion, lastSha256, trail, statuses,
                remembered(goesOn ? history.subList(0, history.size() - 1) : history, entry));
    }

    /** Whether the one decision is the other, with more evidence. */
    private static boolean goesOn(HistoryEntry last, HistoryEntry next) {
        return last.event() == HistoryEntry.Event.HOLD && Objects.equals(last.previous(), next.previous())
                && last.evidence() != null && next.evidence() != null && last.evidence().examples() <= next.evidence().examples();
    }

    /** With the live head found better than another that was tried. */
    TaskState confirmed(int version, String sha256, String reason, Instant at) {
        List<HeadStatus> statuses = heads.stream().map(h -> h.version() == version ? h.as(h.state(), reason) : h).toList();
        return changed(lastVersion, lastSha256, trail, statuses,
                remembered(history, new HistoryEntry(at, HistoryEntry.Event.HOLD, version, sha256, version, reason, null)));
    }

    /** With another head live. */
    TaskState promoted(int version, String sha256, String reason, Instant at, HistoryEntry.Numbers numbers) {
        List<Integer> longer = new ArrayList<>(trail);
        longer.remove((Integer) version);
        longer.add(version);
        return swapped(longer, HistoryEntry.Event.PROMOTION, version, sha256, reason, at, numbers);
    }

    /** With the head live that was live before; the present one is not remembered as having been. */
    TaskState rolledBack(int version, String sha256, String reason, Instant at, HistoryEntry.Numbers numbers) {
        return swapped(trail.subList(0, trail.size() - 1), HistoryEntry.Event.ROLLBACK, version, sha256, reason, at, numbers);
    }

    /** With no head live. */
    TaskState withdrawn(String sha256, String reason, Instant at) {
        return swapped(List.of(), HistoryEntry.Event.WITHDRAWAL, trail.getLast(), sha256, reason, at, null);
    }

    private TaskState swapped(List<Integer> trail, HistoryEntry.Event event, int version, String sha256, String reason, Instant at,
            HistoryEntry.Numbers numbers) {
        boolean withdrawal = event == HistoryEntry.Event.WITHDRAWAL;
        List<HeadStatus> statuses = heads.stream().map(h -> {
            if (h.version() == version && !withdrawal) {
                return new HeadStatus(version, HeadStatus.State.LIVE, at, reason, h.lesson());
            }
            return h.state() == HeadStatus.State.LIVE ? h.as(HeadStatus.State.RETIRED, h.reason()) : h;
        }).toList();
        return changed(lastVersion, lastSha256, trail, statuses,
                remembered(history, new HistoryEntry(at, event, version, sha256, live().orElse(null), reason, numbers)));
    }

    private TaskState changed(int lastVersion, String lastSha256, List<Integer> trail, List<HeadStatus> heads,
            List<HistoryEntry> history) {
        List<HeadStatus> kept = kept(heads, trail);
        List<Integer> reachable = trail.stream().filter(v -> kept.stream().anyMatch(h -> h.version() == v)).toList();
        return new TaskState(incarnation, lastVersion, lastSha256, reachable, kept, history, examples, labels, scorecard,
                learnedThrough, progress, refined, newestExampleAt, trial, features, backbone, changeover);
    }

    /** The newest heads, and the live one and the one before it however old. */
    private static List<HeadStatus> kept(List<HeadStatus> heads, List<Integer> trail) {
        int surplus = heads.size() - KEPT_HEADS;
        if (surplus <= 0) {
            return heads;
        }
        List<Integer> needed = trail.subList(Math.max(0, trail.size() - 2), trail.size());
        List<HeadStatus> kept = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            if (i >= surplus || needed.contains(heads.get(i).version())) {
                kept.add(heads.get(i));
            }
        }
        return kept;
    }

    private static List<HistoryEntry> remembered(List<HistoryEntry> history, HistoryEntry entry) {
        int from = Math.max(0, history.size() + 1 - KEPT_DECISIONS);
        return Stream.concat(history.subList(from, history.size()).stream(), Stream.of(entry)).toList();
    }
}
