package dev.regraft.graft;

import dev.regraft.head.HeadVersion;
import dev.regraft.quality.Gate;
import dev.regraft.train.HeadSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The log of one task's features in memory, the graft that learns from it, and what it published: a trainer without Kafka. */
final class ToyTrainer {

    private static final InstantSource CLOCK = InstantSource.fixed(Toy.CREATED.plusSeconds(60));

    /** A record of the log: an example, an id to forget, or an order. */
    private record Entry(long offset, String id, LabeledFeatures example, Order order) {

        /** Orders share the key of their task. */
        String key() {
            return order == null ? "task/" + id : "task";
        }

        boolean isTombstone() {
            return order == null && example == null;
        }
    }

    private final Training training;
    private final Terms terms;
    private final List<Entry> log = new ArrayList<>();
    private final Map<Integer, HeadVersion> heads = new TreeMap<>();
    private TaskState published = TaskState.initial(Toy.CREATED);
    private Graft graft;
    private long end;

    ToyTrainer(Gate.Mode mode) {
        this(mode, Toy.training(CLOCK));
    }

    ToyTrainer(Gate.Mode mode, Training training) {
        this.training = training;
        terms = new Terms(new Gate(mode, 0.01, 0.05), HeadSettings.DEFAULT, Optional.empty());
        graft = new Graft(training, terms, published, this::kept);
    }

    Graft graft() {
        return graft;
    }

    /** The state as it was last published. */
    TaskState published() {
        return published;
    }

    /** The published head of that version. */
    HeadVersion head(int version) {
        return heads.get(version);
    }

    /** Versions of the published heads. */
    Set<Integer> versions() {
        return heads.keySet();
    }

    /** Appends an example and learns it. */
    boolean put(String id, LabeledFeatures example) {
        return append(new Entry(end++, id, example, null));
    }

    boolean put(String id, String label, float... vector) {
        return put(id, Toy.example(label, vector));
    }

    /** Appends a tombstone and forgets its id. */
    void delete(String id) {
        append(new Entry(end++, id, null, null));
    }

    /** Appends an order and obeys it. */
    void order(Order order) {
        append(new Entry(end++, null, null, order));
    }

    private boolean append(Entry entry) {
        log.add(entry);
        return take(entry);
    }

    private boolean take(Entry entry) {
        Source source = source(entry.offset());
        if (entry.order() != null) {
            Optional<Integer> version = switch (entry.order()) {
                case Order.Promote(int wanted) -> Optional.of(wanted);
                case Order.Rollback _ -> graft.rollbackTarget();
            };
            graft.obey(entry.order(), version.map(heads::get).orElse(null), source);
        } else if (entry.example() == null) {
            graft.forget(entry.id(), source);
        } else {
            return graft.learn(entry.id(), new KeptExample(entry.example(), source.example()), source);
        }
        return true;
    }

    /** The record at that offset was made of the example at offset + 100, appended so many seconds after the task was created. */
    static Source source(long offset) {
        Instant appendedAt = Toy.CREATED.plusSeconds(offset);
        return new Source(new Position(3, offset), new Position(0, offset + 100), appendedAt);
    }

    /** Refits and publishes. */
    Optional<Publication> refit() {
        Optional<Publication> publication = graft.refit();
        publication.ifPresent(this::publish);
        return publication;
    }

    private void publish(Publication publication) {
        publication.head().ifPresent(head -> heads.put(head.version(), head));
        published = publication.state();
        heads.keySet().removeAll(publication.dropped());
    }

    /** Dies and comes back: begins from what is published and reads the log from its beginning. */
    void restart() {
        graft = new Graft(training, terms, published, this::kept);
        log.forEach(this::take);
    }

    private Optional<HeadVersion> kept(int version) {
        return Optional.ofNullable(heads.get(version));
    }

    /** Keeps the last record of every key. */
    void compact() {
        Map<String, Entry> last = new HashMap<>();
        log.forEach(entry -> last.put(entry.key(), entry));
        log.retainAll(new HashSet<>(last.values()));
    }

    /** As {@link #compact()}, and ids that were deleted are gone without a trace. */
    void compactTombstones() {
        compact();
        log.removeIf(Entry::isTombstone);
    }
}
