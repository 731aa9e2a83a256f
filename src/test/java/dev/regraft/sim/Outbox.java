package dev.regraft.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.utils.Utils;

/** The records that a producer was given and has not sent yet, in their order. */
final class Outbox {

    private record Letter(TopicPartition to, SimPartition.Draft draft, SimFuture future, Callback callback) {
    }

    private final SimProducer producer;
    private final SimProcess process;
    private final SimCluster cluster;
    private List<Letter> letters = new ArrayList<>();

    Outbox(SimProducer producer, SimProcess process, SimCluster cluster) {
        this.producer = producer;
        this.process = process;
        this.cluster = cluster;
    }

    boolean isWaiting() {
        return !letters.isEmpty();
    }

    /** Takes a copy of the record; mostly it is sent at once. */
    Future<RecordMetadata> add(ProducerRecord<byte[], byte[]> record, Callback callback) {
        long timestampMs = record.timestamp() == null ? process.clock().millis() : record.timestamp();
        var draft = new SimPartition.Draft(copy(record.key()), copy(record.value()), List.of(record.headers().toArray()), timestampMs);
        SimFuture future = new SimFuture(producer);
        letters.add(new Letter(new TopicPartition(record.topic(), partition(record)), draft, future, callback));
        if (!cluster.happens(cluster.faults().bufferedSend())) {
            flush();
        }
        return future;
    }

    private static byte[] copy(byte[] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    private int partition(ProducerRecord<byte[], byte[]> record) {
        int count = Math.max(1, cluster.partitionsOf(record.topic()).size());
        if (record.partition() != null) {
            return record.partition();
        }
        return record.key() == null ? cluster.random().nextInt(count) : Utils.toPositive(Utils.murmur2(record.key())) % count;
    }

    /** Sends all; what cannot be sent fails. */
    void flush() {
        while (!letters.isEmpty()) {
            List<Letter> sent = letters;
            letters = new ArrayList<>();
            sent.forEach(this::send);
        }
    }

    /** Throws all away. */
    void discard(Exception why) {
        List<Letter> discarded = letters;
        letters = new ArrayList<>();
        discarded.forEach(letter -> fail(letter, why));
    }

    private void send(Letter letter) {
        if (producer.hasFailed()) {
            fail(letter, new TransactionAbortedException());
            return;
        }
        try {
            SimPartition partition = destination(letter);
            boolean lost = cluster.happens(cluster.faults().lostAnswer());
            if (lost && cluster.random().nextBoolean()) {
                throw SimCluster.timeout("send");
            }
            long offset = producer.append(partition, letter.draft());
            if (lost) {
                throw SimCluster.timeout("send");
            }
            deliver(letter, offset);
        } catch (KafkaException e) {
            producer.failed(e);
            fail(letter, e);
        }
    }

    private SimPartition destination(Letter letter) {
        SimPartition partition = cluster.partition(letter.to());
        if (!process.isReachable() || partition == null) {
            throw new TimeoutException(letter.to() + " not present in metadata, or record expired");
        }
        if (letter.draft().key() == null && cluster.isCompacted(letter.to().topic())) {
            throw new InvalidRecordException("Compacted topic cannot accept message without key in topic partition " + letter.to());
        }
        return partition;
    }

    private static void deliver(Letter letter, long offset) {
        SimPartition.Draft draft = letter.draft();
        RecordMetadata metadata = new RecordMetadata(letter.to(), offset, 0, draft.timestampMs(), Positions.size(draft.key()),
                Positions.size(draft.value()));
        letter.future().complete(metadata);
        if (letter.callback() != null) {
            letter.callback().onCompletion(metadata, null);
        }
    }

    private static void fail(Letter letter, Exception why) {
        letter.future().fail(why);
        if (letter.callback() != null) {
            letter.callback().onCompletion(new RecordMetadata(letter.to(), -1, -1, RecordMetadata.UNKNOWN_PARTITION, -1, -1), why);
        }
    }
}
