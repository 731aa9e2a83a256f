package dev.regraft.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A script that uses a cluster in every way that matters here, and notes all that it sees; a real one must see the same. */
final class Behavior {

    static final TopicPartition IN = new TopicPartition("in", 0);
    static final TopicPartition OUT = new TopicPartition("out", 0);
    static final TopicPartition TABLE = new TopicPartition("behavior-table", 0);
    static final String PAIR = "pair";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MAX_POLLS = 150;

    /** Where clients come from. */
    interface Clients {
        Consumer<byte[], byte[]> consumer(Map<String, Object> config);

        Producer<byte[], byte[]> producer(Map<String, Object> config);
    }

    private final Clients clients;
    private final List<String> notes = new ArrayList<>();

    Behavior(Clients clients) {
        this.clients = clients;
    }

    /** Runs the script. */
    List<String> notes() throws ExecutionException, InterruptedException {
        transactions();
        fencing();
        closing();
        offsets();
        zombies();
        moves();
        return notes;
    }

    private void transactions() throws ExecutionException, InterruptedException {
        Producer<byte[], byte[]> producer = transactional("t");
        producer.beginTransaction();
        producer.send(record(OUT, "a", "1"));
        producer.commitTransaction();
        producer.beginTransaction();
        note("offset of b", producer.send(record(OUT, "b", "2")).get().offset());
        Consumer<byte[], byte[]> reader = reader("read_committed");
        note("ends while open", reader.endOffsets(List.of(OUT)) + " " + reader("read_uncommitted").endOffsets(List.of(OUT)));
        producer.abortTransaction();
        producer.beginTransaction();
        producer.commitTransaction();
        noteFailure("commit of nothing", producer::commitTransaction);
        noteReads("after an abort");
        producer.close();
        Producer<byte[], byte[]> plain = clients.producer(new HashMap<>());
        noteFailure("no key on a compacted topic", () -> plain.send(record(TABLE, null, "v")).get());
        noteFailure("no transactional id", plain::beginTransaction);
        plain.close();
    }

    private void fencing() throws ExecutionException, InterruptedException {
        Producer<byte[], byte[]> older = transactional("t");
        older.beginTransaction();
        older.send(record(OUT, "c", "3")).get();
        Producer<byte[], byte[]> newer = transactional("t");
        noteFailure("commit of a fenced one", older::commitTransaction);
        noteFailure("abort of a fenced one", older::abortTransaction);
        newer.beginTransaction();
        newer.send(record(OUT, "d", "4"));
        newer.commitTransaction();
        noteReads("after fencing");
        newer.close();
        older.close(Duration.ZERO);
    }

    private void closing() throws ExecutionException, InterruptedException {
        Producer<byte[], byte[]> producer = transactional("u");
        producer.beginTransaction();
        producer.send(record(OUT, "e", "5")).get();
        producer.close();
        noteReads("after closing");
    }

    /** One static member after another reads the input, and its offsets go with transactions. */
    private void offsets() throws ExecutionException, InterruptedException {
        Producer<byte[], byte[]> plain = clients.producer(new HashMap<>());
        for (int i = 0; i < 3; i++) {
            plain.send(record(IN, "k", "" + i)).get();
        }
        plain.close();
        Consumer<byte[], byte[]> first = member("g", "i", IN.topic(), "first");
        List<String> read = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        until(() -> {
            ConsumerRecords<byte[], byte[]> records = first.poll(POLL);
            records.forEach(record -> read.add(text(record)));
            next.putAll(records.nextOffsets());
            return read.size() == 3;
        });
        note("input", read + " next " + next);
        Producer<byte[], byte[]> producer = transactional("v");
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(Map.of(IN, new OffsetAndMetadata(2)), first.groupMetadata());
        noteFailure("committed while open", () -> first.committed(Set.of(IN), Duration.ofMillis(300)));
        producer.commitTransaction();
        note("committed", first.committed(Set.of(IN)).get(IN).offset());
        first.close();
        Consumer<byte[], byte[]> second = member("g", "i", IN.topic(), "second");
        read.clear();
        until(() -> {
            second.poll(POLL).forEach(record -> read.add(text(record)));
            return !read.isEmpty();
        });
        note("input again", read + " position " + second.position(IN) + " lag " + second.currentLag(IN));
        producer.close();
        second.close();
    }

    /** Two living members of one instance, and metadata that is no longer true. */
    private void zombies() throws InterruptedException {
        Consumer<byte[], byte[]> zombie = member("g", "i", IN.topic(), "zombie");
        until(() -> zombie.poll(POLL) != null && !zombie.assignment().isEmpty());
        ConsumerGroupMetadata stale = zombie.groupMetadata();
        Consumer<byte[], byte[]> member = member("g", "i", IN.topic(), "heir");
        until(() -> member.poll(POLL) != null && !member.assignment().isEmpty());
        ConsumerGroupMetadata present = member.groupMetadata();
        Producer<byte[], byte[]> producer = transactional("w");
        note("same generation", present.generationId() == stale.generationId());
        noteOffsets("fenced", producer, stale);
        noteOffsets("old generation", producer, new ConsumerGroupMetadata("g", present.generationId() - 1, present.memberId(),
                present.groupInstanceId()));
        noteOffsets("unknown member", producer, new ConsumerGroupMetadata("g", present.generationId(), "unknown", Optional.empty()));
        noteOffsets("present", producer, present);
        noteOffsets("nobody", producer, new ConsumerGroupMetadata("g"));
        noteFailure("poll of the zombie", () -> {
            for (int i = 0; i < MAX_POLLS; i++) {
                zombie.poll(POLL);
            }
            return null;
        });
        noteFailure("commit of the zombie", () -> {
            zombie.commitSync(Map.of(IN, new OffsetAndMetadata(1)));
            return null;
        });
        note("the zombie still has", zombie.assignment());
        until(() -> zombie.poll(POLL) != null && !zombie.groupMetadata().memberId().isEmpty() && !zombie.assignment().isEmpty());
        noteFailure("poll of the heir", () -> {
            for (int i = 0; i < MAX_POLLS; i++) {
                member.poll(POLL);
            }
            return null;
        });
        zombie.close();
        member.close();
        producer.close();
    }

    private void noteOffsets(String what, Producer<byte[], byte[]> producer, ConsumerGroupMetadata metadata) {
        producer.beginTransaction();
        noteFailure("offsets, " + what, () -> {
            producer.sendOffsetsToTransaction(Map.of(IN, new OffsetAndMetadata(1)), metadata);
            return null;
        });
        noteFailure("commit, " + what, producer::commitTransaction);
        noteFailure("abort, " + what, producer::abortTransaction);
    }

    /** Partitions move to those who come and from those who leave. */
    private void moves() throws InterruptedException {
        Consumer<byte[], byte[]> one = member("h", null, PAIR, "one");
        until(() -> one.poll(POLL) != null && one.assignment().size() == 2);
        Consumer<byte[], byte[]> two = member("h", "two", PAIR, "two");
        until(() -> one.poll(POLL) != null && two.poll(POLL) != null && one.assignment().size() == 1 && two.assignment().size() == 1);
        one.close();
        until(() -> two.poll(POLL) != null && two.assignment().size() == 2);
        Consumer<byte[], byte[]> three = member("h", "three", PAIR, "three");
        until(() -> two.poll(POLL) != null && three.poll(POLL) != null && two.assignment().size() == 1 && three.assignment().size() == 1);
        two.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        until(() -> three.poll(POLL) != null && three.assignment().size() == 2);
        three.close();
    }

    private void noteReads(String when) {
        Consumer<byte[], byte[]> reader = reader("read_committed");
        long end = reader.endOffsets(List.of(OUT)).get(OUT);
        List<String> read = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        until(() -> {
            ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
            records.forEach(record -> read.add(text(record)));
            next.putAll(records.nextOffsets());
            return reader.position(OUT) >= end;
        });
        note("output " + when, read + " end " + end + " position " + reader.position(OUT) + " next " + next);
        note("lag " + when, reader.currentLag(OUT));
        reader.close();
    }

    private Producer<byte[], byte[]> transactional(String id) {
        Producer<byte[], byte[]> producer = clients.producer(new HashMap<>(Map.of("transactional.id", id)));
        producer.initTransactions();
        return producer;
    }

    private Consumer<byte[], byte[]> reader(String isolation) {
        Consumer<byte[], byte[]> reader = clients.consumer(new HashMap<>(Map.of("isolation.level", isolation)));
        reader.assign(List.of(OUT));
        reader.seekToBeginning(List.of(OUT));
        return reader;
    }

    private Consumer<byte[], byte[]> member(String group, String instance, String topic, String name) {
        Map<String, Object> config = new HashMap<>(Map.of("group.id", group, "enable.auto.commit", false, "auto.offset.reset", "earliest",
                "isolation.level", "read_committed", "heartbeat.interval.ms", 100,
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"));
        if (instance != null) {
            config.put("group.instance.id", instance);
        }
        Consumer<byte[], byte[]> member = clients.consumer(config);
        member.subscribe(List.of(topic), listener(name));
        return member;
    }

    /** Notes what moves; which partition it is, is left open. */
    private ConsumerRebalanceListener listener(String name) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                if (!partitions.isEmpty()) {
                    note(name, "assigned " + partitions.size());
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                note(name, "revoked " + partitions.size());
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                note(name, "lost " + partitions.size());
            }
        };
    }

    private static ProducerRecord<byte[], byte[]> record(TopicPartition to, String key, String value) {
        return new ProducerRecord<>(to.topic(), to.partition(), key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8) + "=" + new String(record.value(), StandardCharsets.UTF_8) + "@"
                + record.offset();
    }

    private void until(BooleanSupplier reached) {
        for (int i = 0; i < MAX_POLLS; i++) {
            if (reached.getAsBoolean()) {
                return;
            }
        }
        throw new IllegalStateException("not reached after " + MAX_POLLS + " polls; noted: " + notes);
    }

    private void noteFailure(String what, Runnable deed) {
        noteFailure(what, () -> {
            deed.run();
            return null;
        });
    }

    private void noteFailure(String what, Callable<Object> deed) {
        try {
            deed.call();
            note(what, "succeeds");
        } catch (ExecutionException e) {
            note(what, "fails, " + e.getCause().getClass().getSimpleName());
        } catch (Exception e) {
            String cause = e.getCause() == null ? "" : " of " + e.getCause().getClass().getSimpleName();
            note(what, "throws " + e.getClass().getSimpleName() + cause);
        }
    }

    private void note(String what, Object seen) {
        notes.add(what + ": " + seen);
    }
}
