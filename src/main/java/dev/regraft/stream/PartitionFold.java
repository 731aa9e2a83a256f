package dev.regraft.stream;

import dev.regraft.feature.NewerFormatException;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Graft;
import dev.regraft.graft.Grafts;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import dev.regraft.graft.Publication;
import dev.regraft.graft.Report;
import dev.regraft.graft.Source;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Tasks;
import dev.regraft.graft.Unread;
import dev.regraft.head.HeadFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * What one partition of the topic of features amounts to: the grafts of its tasks, and what is still to be written because of what was
 * read. Knows no clients: records go in, records come out.
 *
 * <p>The key of a vector, {@code task/id}, does not tell the incarnations of a task apart, and compaction keeps only the newest record of a
 * key. So two things are put right when they come up:
 * <ul>
 * <li>a <em>leftover</em>: the newest record of a key is a vector of an incarnation that is over. It gets a tombstone, which names that
 * incarnation, but only while no later one is defined, of which a vector might lie in front of the tombstone;</li>
 * <li>a <em>buried</em> example: the newest record of its key is such a tombstone, or a late vector of the earlier incarnation. It is
 * written once more.</li>
 * </ul>
 *
 * <p>An example is also written once more with what another backbone has read of it, and without a vector that is of no more use. Whatever is
 * written once more must not hide a newer record of its key: so it goes into the log only directly behind what was read
 * ({@link OwnedPartition}).
 *
 * <p>Written by one thread.
 */
final class PartitionFold {

    private static final Logger LOG = Logger.getLogger(PartitionFold.class);
    /** Most tombstones in one transaction. */
    private static final int MAX_TOMBSTONES = 5_000;
    /** Most examples of a task that are written without a vector in one transaction. */
    private static final int MAX_SURPLUS = 500;

    private final int partition;
    private final Topics topics;
    private final Tasks tasks;
    private final Grafts grafting;
    private final DeadLetters deadLetters;
    private final NavigableMap<String, Grafted> grafts = new TreeMap<>();
    private final Map<FeatureKey, Instant> leftovers = new LinkedHashMap<>();
    private final Set<FeatureKey> buried = new LinkedHashSet<>();
    private final Map<FeatureKey, Read> read = new LinkedHashMap<>();
    private final Set<FeatureKey> rewritten = new HashSet<>();
    private final Set<String> swept = new HashSet<>();
    private final List<ProducerRecord<byte[], byte[]>> outcomes = new ArrayList<>();
    private boolean caughtUp;
    private String readLast = "";

    /** What a backbone has read of an example, and is not in the log yet. */
    private record Read(Unread unread, Reading.Result.Read result) {
    }

    /** The graft of one incarnation of a task. */
    private record Grafted(Instant incarnation, Graft graft) {
    }

    PartitionFold(int partition, Topics topics, Tasks tasks, Grafts grafting, DeadLetters deadLetters) {
        this.partition = partition;
        this.topics = topics;
        this.tasks = tasks;
        this.grafting = grafting;
        this.deadLetters = deadLetters;
    }

    /**
     * Takes in one record. One that cannot be read goes to the dead letters.
     *
     * @throws NewerFormatException if it comes from a later version of the service, and so nothing behind it can be learned here
     */
    void take(ConsumerRecord<byte[], byte[]> record) {
        FeatureEntry entry;
        try {
            entry = FeatureEntry.read(record);
        } catch (NewerFormatException e) {
            throw new NewerFormatException("record " + place(record) + ": " + e.getMessage());
        } catch (RuntimeException e) {
            bury(record, new RefusedException("unreadable-features", null, String.valueOf(e.getMessage())));
            return;
        }
        if (entry.value() == null) {
            takeDeletion(entry);
        } else {
            takeValue(entry.key(), entry.value(), entry.source(), record);
        }
    }

    private void bury(ConsumerRecord<byte[], byte[]> record, RefusedException refusal) {
        LOG.errorf("Record %s is not learned: %s", place(record), refusal.detail());
        if (caughtUp) {
            outcomes.add(deadLetters.of(record, refusal));
        }
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    private void takeDeletion(FeatureEntry entry) {
        FeatureKey key = entry.key();
        Grafted present = grafts.get(key.task());
        leftovers.remove(key);
        if (present == null || key.id() == null) {
            return;
        }
        if (entry.incarnation().isEmpty() || entry.incarnation().get().equals(present.incarnation())) {
            buried.remove(key);
            present.graft().forget(key.id(), entry.source());
        } else if (present.graft().find(key.id()).isPresent()) {
            buried.add(key);
        }
    }

    private void takeValue(FeatureKey key, FeatureRecord value, Source source, ConsumerRecord<byte[], byte[]> record) {
        Optional<Graft> graft = graft(key.task(), value.incarnation());
        switch (value) {
            case FeatureRecord.Vector(LabeledFeatures example) -> takeExample(graft, key, new KeptExample(example, source.example()), source, record);
            case FeatureRecord.Vectors(LabeledFeatures example, LabeledFeatures also) ->
                takeExample(graft, key, new KeptExample(example, also, source.example()), source, record);
            case FeatureRecord.Ordered(_, Order order) -> graft.ifPresent(g -> obey(g, key.task(), order, source));
        }
    }

    private void takeExample(Optional<Graft> graft, FeatureKey key, KeptExample example, Source source, ConsumerRecord<byte[], byte[]> record) {
        rewritten.remove(key);
        Optional<RefusedException> refusal = graft.flatMap(g -> g.refusal(example.example()));
        if (refusal.isPresent()) {
            refuse(graft.get(), key, refusal.get(), record, source);
        } else if (graft.isPresent()) {
            learn(graft.get(), key, example, source);
        } else {
            leave(key, example.example().incarnation());
        }
    }

    /**
     * A vector that the task does not take goes to the dead letters, once: what is published of the task says that this was read. What its id
     * named before is kept, and written again, for it is no longer the newest record of its key.
     */
    private void refuse(Graft graft, FeatureKey key, RefusedException refusal, ConsumerRecord<byte[], byte[]> record, Source source) {
        if (graft.find(key.id()).isPresent()) {
            buried.add(key);
        }
        if (graft.pass(source)) {
            LOG.errorf("Record %s is not learned: %s", place(record), refusal.detail());
            outcomes.add(deadLetters.of(record, refusal));
        }
    }

    private void learn(Graft graft, FeatureKey key, KeptExample example, Source source) {
        leftovers.remove(key);
        buried.remove(key);
        if (!graft.learn(key.id(), example, source) && caughtUp) {
            LOG.errorf("Example %s of task %s is not learned: most examples live in another feature space than %s", key.id(), key.task(),
                    example.example().space());
        }
    }

    /** What came before an order is judged before it. */
    private void obey(Graft graft, String task, Order order, Source source) {
        if (caughtUp) {
            publish(task, graft);
        }
        Optional<Integer> version = switch (order) {
            case Order.Promote(int wanted) -> Optional.of(wanted);
            case Order.Rollback _ -> graft.rollbackTarget();
        };
        graft.obey(order, version.flatMap(v -> tasks.find(task).flatMap(t -> t.head(v))).orElse(null), source);
    }

    /** A vector of an incarnation that is over is the newest record of its key. */
    private void leave(FeatureKey key, Instant incarnation) {
        Grafted present = grafts.get(key.task());
        if (present != null && present.graft().find(key.id()).isPresent()) {
            buried.add(key);
        } else {
            leftovers.put(key, incarnation);
        }
    }

    /** Takes back one example out of a snapshot. */
    void restore(FeatureKey key, KeptExample example) {
        Instant incarnation = example.example().incarnation();
        Optional<Graft> graft = graft(key.task(), incarnation);
        if (graft.isPresent()) {
            graft.get().restore(key.id(), example);
        } else {
            leave(key, incarnation);
        }
    }

    /**
     * The graft of that incarnation of the task; empty if the incarnation is over.
     *
     * @throws NewerFormatException if where the task stands cannot be read here
     */
    private Optional<Graft> graft(String task, Instant incarnation) {
        Grafted present = grafts.get(task);
        if (present != null && present.incarnation().equals(incarnation)) {
            return Optional.of(present.graft());
        }
        if (tasks.isOver(task, incarnation) || present != null && present.incarnation().isAfter(incarnation)) {
            return Optional.empty();
        }
        tasks.unreadable(task).ifPresent(reason -> {
            throw new NewerFormatException(reason);
        });
        if (present != null) {
            end(task, present);
        }
        Grafted begun = new Grafted(incarnation, grafting.begin(task, incarnation));
        grafts.put(task, begun);
        return Optional.of(begun.graft());
    }

    private void end(String task, Grafted over) {
        over.graft().stop();
        over.graft().forEach((id, _) -> leftovers.put(new FeatureKey(task, id), over.incarnation()));
        buried.removeIf(key -> key.task().equals(task));
        read.keySet().removeIf(key -> key.task().equals(task));
        LOG.infof("Task %s of %s is over: its %d examples are taken out of the log", task, over.incarnation(), over.graft().size());
    }

    /** The end is reached that the partition had when it was given to this process: from now on there is something to write. */
    void caughtUp() {
        caughtUp = true;
    }

    /** Tasks that have examples, and of which no definition is known. */
    Set<String> undefined() {
        Set<String> undefined = new LinkedHashSet<>(grafts.keySet());
        undefined.removeIf(task -> tasks.find(task).isPresent());
        return undefined;
    }

    /** Those tasks have no definition in the log: they were deleted. */
    void endUndefined(Set<String> asked) {
        Set<String> over = undefined();
        over.retainAll(asked);
        over.forEach(task -> end(task, grafts.remove(task)));
    }

    /** What is to be written in one transaction, in this order; empty if there is nothing new. */
    List<ProducerRecord<byte[], byte[]>> outcomes() {
        endThoseOver();
        beginDeclared();
        sweepHeads();
        grafts.forEach((task, grafted) -> publish(task, grafted.graft()));
        List<ProducerRecord<byte[], byte[]>> all = List.copyOf(outcomes);
        outcomes.clear();
        return all;
    }

    /** A task whose labels are words has a head before its first example. */
    private void beginDeclared() {
        for (Task task : tasks.all()) {
            TaskDefinition definition = task.definition();
            if (definition.hasWords() && !grafts.containsKey(definition.task()) && topics.partition(definition.task()) == partition) {
                graft(definition.task(), definition.createdAt());
            }
        }
    }

    private void endThoseOver() {
        grafts.entrySet().removeIf(entry -> {
            boolean over = tasks.isOver(entry.getKey(), entry.getValue().incarnation());
            if (over) {
                end(entry.getKey(), entry.getValue());
            }
            return over;
        });
    }

    /** The heads and states of tasks that are over: last of all, but before anything of a later incarnation takes the same keys. */
    private void sweepHeads() {
        Set<String> remains = tasks.remains(task -> topics.partition(task) == partition
                && (tasks.find(task).isPresent() || leftovers.keySet().stream().noneMatch(key -> key.task().equals(task))));
        swept.retainAll(remains);
        for (String key : remains) {
            if (swept.add(key)) {
                outcomes.add(new ProducerRecord<>(topics.heads(), partition, key.getBytes(StandardCharsets.UTF_8), null));
            }
        }
    }

    /** The leftovers that may be taken out now, as many as go into one transaction. */
    List<FeatureKey> removable() {
        endThoseOver();
        return leftovers.keySet().stream().filter(key -> tasks.find(key.task()).isEmpty()).limit(MAX_TOMBSTONES).toList();
    }

    /** The tombstone of a leftover. */
    ProducerRecord<byte[], byte[]> tombstone(FeatureKey leftover) {
        return Incarnation.mark(feature(leftover, null), leftovers.get(leftover));
    }

    /** The tombstones of those leftovers are in the log. */
    void removed(List<FeatureKey> written) {
        written.forEach(leftovers::remove);
    }

    /** The leftovers, each with the incarnation of its task. */
    Map<FeatureKey, Instant> leftovers() {
        return leftovers;
    }

    /** Takes back a leftover out of a snapshot. */
    void restoreLeftover(FeatureKey key, Instant incarnation) {
        leave(key, incarnation);
    }

    /**
     * Examples that are to be written once more; none while others are on their way, for they must be read
     * before anything lies directly behind what was read.
     */
    Map<FeatureKey, KeptExample> rewrites() {
        Map<FeatureKey, KeptExample> rewrites = new LinkedHashMap<>();
        if (!rewritten.isEmpty()) {
            return rewrites;
        }
        read.entrySet().removeIf(entry -> {
            Unread unread = entry.getValue().unread();
            Reading.Result.Read result = entry.getValue().result();
            Optional<KeptExample> example = graftOf(entry.getKey()).flatMap(graft -> graft.read(unread, result.space(), result.features()));
            example.ifPresent(wanted -> rewrites.put(entry.getKey(), wanted));
            return example.isEmpty();
        });
        buried.removeIf(key -> {
            Optional<KeptExample> example = graftOf(key).flatMap(graft -> graft.find(key.id()));
            example.ifPresent(wanted -> rewrites.putIfAbsent(key, wanted));
            return example.isEmpty();
        });
        grafts.forEach((task, grafted) -> grafted.graft().surplus(MAX_SURPLUS)
                .forEach((id, example) -> rewrites.putIfAbsent(new FeatureKey(task, id), example)));
        return rewrites;
    }

    private Optional<Graft> graftOf(FeatureKey key) {
        return Optional.ofNullable(grafts.get(key.task())).map(Grafted::graft);
    }

    /** An example as it is to be written once more. */
    ProducerRecord<byte[], byte[]> rewrite(FeatureKey key, KeptExample example) {
        ProducerRecord<byte[], byte[]> record = feature(key, FeatureRecord.of(example).bytes());
        if (example.input() != null) {
            record.headers().add(FeatureRecord.EXAMPLE_HEADER, FeatureRecord.exampleHeader(example.input(), 0));
        }
        return record;
    }

    /** Those examples are in the log once more. */
    void rewritten(Set<FeatureKey> written) {
        rewritten.addAll(written);
        buried.removeAll(written);
        read.keySet().removeAll(written);
    }

    /** Whether examples are to be written once more, or are on their way. */
    boolean isRewriting() {
        return !buried.isEmpty() || !read.isEmpty() || !rewritten.isEmpty();
    }

    /**
     * Examples of a task that the backbone which it asks for has still to read, next ones first; of another task every time.
     *
     * @return empty if there are none
     */
    Optional<Reading> unread(int most) {
        List<String> names = new ArrayList<>(grafts.tailMap(readLast, false).keySet());
        names.addAll(grafts.headMap(readLast, true).keySet());
        for (String name : names) {
            Graft graft = grafts.get(name).graft();
            Optional<Task> task = definedAs(name, grafts.get(name).incarnation());
            List<Unread> unread = task.isEmpty() ? List.of() : graft.unread(most);
            if (!unread.isEmpty()) {
                readLast = name;
                return Optional.of(new Reading(task.get().definition(), graft.asked(), unread));
            }
        }
        return Optional.empty();
    }

    /** Takes what came of a reading: it is written, and learned when it comes back. */
    void takeRead(Reading reading, Map<Unread, Reading.Result> results) {
        String task = reading.task().task();
        Grafted grafted = grafts.get(task);
        if (grafted == null || !grafted.incarnation().equals(reading.task().createdAt())) {
            return;
        }
        for (Unread unread : reading.unread()) {
            switch (results.get(unread)) {
                case Reading.Result.Read result -> read.put(new FeatureKey(task, unread.id()), new Read(unread, result));
                case Reading.Result.Gone _ -> grafted.graft().leaveOut(unread);
                case null -> grafted.graft().putBack(unread);
            }
        }
    }

    /** A state is published under a definition only of its own incarnation: under another the replicas would leave it aside. */
    private void publish(String name, Graft graft) {
        Optional<Task> task = definedAs(name, graft.state().incarnation());
        if (task.isPresent()) {
            graft.workBy(task.get().definition());
            graft.refit().ifPresent(publication -> publish(name, publication));
        }
    }

    private Optional<Task> definedAs(String task, Instant incarnation) {
        return tasks.find(task).filter(t -> t.definition().createdAt().equals(incarnation));
    }

    private void publish(String task, Publication publication) {
        TaskState state = publication.state();
        publication.head().ifPresent(head -> addHead(task + "/" + head.version(), HeadFormat.write(head), state.incarnation()));
        addHead(task, TaskState.FORMAT.write(state), state.incarnation());
        publication.dropped().forEach(version -> addHead(task + "/" + version, null, state.incarnation()));
        publication.report().ifPresent(report -> addHead(task + "/" + Report.KEY, Report.FORMAT.write(report), state.incarnation()));
    }

    private void addHead(String key, byte[] value, Instant incarnation) {
        var record = new ProducerRecord<>(topics.heads(), partition, key.getBytes(StandardCharsets.UTF_8), value);
        outcomes.add(Incarnation.mark(record, incarnation));
    }

    private ProducerRecord<byte[], byte[]> feature(FeatureKey key, byte[] value) {
        return new ProducerRecord<>(topics.features(), partition, key.bytes(), value);
    }

    /** Whether a head is being refined, or will be in a moment. */
    boolean isRefining() {
        return grafts.values().stream().anyMatch(grafted -> grafted.graft().isRefining());
    }

    /** Gives up what is done in the background. */
    void stop() {
        grafts.values().forEach(grafted -> grafted.graft().stop());
    }

    /** How many examples are known. */
    long size() {
        return grafts.values().stream().mapToLong(grafted -> grafted.graft().size()).sum();
    }

    /** Whether all that was read is in what has been handed out to be written. */
    boolean settled() {
        return buried.isEmpty() && read.isEmpty() && rewritten.isEmpty() && outcomes.isEmpty() && undefined().isEmpty()
                && grafts.values().stream().allMatch(grafted -> grafted.graft().settled());
    }

    /** How far each task is learned. */
    List<Snapshot.Learned> learned() {
        return grafts.entrySet().stream().map(entry -> {
            Position through = entry.getValue().graft().state().learnedThrough();
            return new Snapshot.Learned(entry.getKey(), entry.getValue().incarnation(), through == null ? -1 : through.offset());
        }).toList();
    }

    /** The examples of all tasks. */
    Snapshot.Examples examples() {
        return action -> grafts.forEach((task, grafted) -> grafted.graft()
                .forEach((id, example) -> action.accept(new FeatureKey(task, id), example)));
    }
}
