package dev.regraft.stream;

import dev.regraft.graft.LogUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what partitions of the log hold now, one after the other, within a time. One thread. */
final class LogReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    /** Records between two wanted ones that are rather read than jumped over. */
    private static final int NEAR = 50;

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final long endNanos;

    LogReader(KafkaClients clients, Duration time) {
        this.consumer = clients.sippingConsumer();
        this.endNanos = System.nanoTime() + time.toNanos();
    }

    List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream().map(found -> new TopicPartition(topic, found.partition())).toList();
    }

    private boolean timeIsUp() {
        return System.nanoTime() - endNanos > 0;
    }

    /**
     * Hands over the last records of a partition, in order.
     *
     * @param most how many offsets before the end it begins, unless the partition is shorter
     * @throws LogUnavailableException if the time is up before the end is reached
     */
    void forEach(TopicPartition partition, long most, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        consumer.seek(partition, Math.max(beginning(partition), end - most));
        while (consumer.position(partition) < end) {
            if (timeIsUp()) {
                throw new LogUnavailableException(partition + " could not be read to its end in time", null);
            }
            consumer.poll(POLL).records(partition).forEach(action);
        }
    }

    private long beginning(TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).get(partition);
    }

    /**
     * Hands over the records at these offsets, as many as are there and can be reached in time.
     *
     * @return those offsets that could not
     */
    SortedSet<Long> pick(TopicPartition partition, SortedSet<Long> offsets, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        TreeSet<Long> left = new TreeSet<>(offsets);
        left.tailSet(end).clear();
        left.headSet(beginning(partition)).clear();
        long position = -1;
        while (!left.isEmpty() && !timeIsUp()) {
            if (position < 0 || left.first() > position + NEAR) {
                consumer.seek(partition, left.first());
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                if (left.contains(record.offset())) {
                    action.accept(record);
                }
            }
            position = consumer.position(partition);
            left.headSet(position).clear();
        }
        return left;
    }

    /** Who gives a reader up interrupts it: the consumer must not take that for a failure to close. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
