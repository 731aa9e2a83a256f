package dev.regraft.stream;

import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Tasks;
import dev.regraft.graft.StrictJson;
import dev.regraft.head.HeadFormat;
import dev.regraft.head.UnreadableHeadException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads the whole topics of tasks and heads, on every replica, and keeps {@link Tasks} as they say: this is where a live head is
 * swapped.
 *
 * <p>A task's definition comes by another topic than its heads. At the beginning the definitions are read first; later a head
 * whose task is not known yet is set aside until its definition comes.
 */
@Singleton
public final class Follower {

    private static final Logger LOG = Logger.getLogger(Follower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MAX_SET_ASIDE = 1_000;

    private final KafkaClients clients;
    private final Topics topics;
    private final Tasks tasks;
    private final StreamMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    public Follower(KafkaClients clients, Topics topics, Tasks tasks, StreamMetrics metrics) {
        this.clients = clients;
        this.topics = topics;
        this.tasks = tasks;
        this.metrics = metrics;
    }

    LogThread start() {
        return LogThread.start("follow", Session::new);
    }

    /**
     * Waits until everything is read that is in the topics now.
     *
     * @param consumer asks for the ends of the topics; it belongs to the caller
     * @throws IllegalStateException if that takes longer than the timeout
     */
    void catchUp(Consumer<byte[], byte[]> consumer, Duration timeout) throws InterruptedException {
        List<TopicPartition> partitions = List.of(new TopicPartition(topics.tasks(), 0), new TopicPartition(topics.heads(), 0));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!reached(ends)) {
                if (leftNanos <= 0) {
                    throw new IllegalStateException("the topics of tasks and heads were not read to their ends within " + timeout);
                }
                leftNanos = moved.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private final class Session implements LogThread.Session {

        private final Consumer<byte[], byte[]> consumer = clients.consumer();
        private final TopicPartition definitions = new TopicPartition(topics.tasks(), 0);
        private final TopicPartition heads = new TopicPartition(topics.heads(), 0);
        private final Map<String, List<ConsumerRecord<byte[], byte[]>>> setAside = new HashMap<>();
        private final Map<String, ConsumerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();
        private final Map<TopicPartition, Long> ends;
        private final Instant began = Instant.now();
        private int recordsSetAside;

        Session() {
            consumer.assign(List.of(definitions, heads));
            consumer.seekToBeginning(consumer.assignment());
            ends = consumer.endOffsets(consumer.assignment());
            consumer.pause(Set.of(heads));
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            return consumer;
        }

        @Override
        public void turn() {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.records(definitions).forEach(this::takeDefinition);
            records.records(heads).forEach(this::followHead);
            if (!consumer.paused().isEmpty() && consumer.position(definitions) >= ends.get(definitions)) {
                newest.values().forEach(this::followDefinition);
                newest.clear();
                consumer.resume(Set.of(heads));
            }
            for (TopicPartition partition : consumer.assignment()) {
                note(partition, consumer.position(partition));
            }
            if (!tasks.complete() && reached(ends)) {
                tasks.completed();
                LOG.infof("Read %d tasks from the log", tasks.all().size());
            }
        }

        private void note(TopicPartition partition, long position) {
            lock.lock();
            try {
                positions.put(partition, position);
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /**
         * At the beginning only the last word on each task counts: what was deleted and created again since must not be deleted
         * once more, for the trainer would forget its examples.
         */
        private void takeDefinition(ConsumerRecord<byte[], byte[]> record) {
            if (consumer.paused().isEmpty()) {
                followDefinition(record);
            } else {
                newest.put(new String(record.key(), StandardCharsets.UTF_8), record);
            }
        }

        private void followDefinition(ConsumerRecord<byte[], byte[]> record) {
            String task = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                tasks.delete(task);
                metrics.forget(task);
                return;
            }
            try {
                tasks.define(StrictJson.readValue(record.value(), TaskDefinition.class));
            } catch (IllegalArgumentException e) {
                LOG.errorf("Task %s cannot be read and stays as it is: %s", task, e.getMessage());
                return;
            }
            List<ConsumerRecord<byte[], byte[]>> waiting = setAside.remove(task);
            if (waiting != null) {
                recordsSetAside -= waiting.size();
                waiting.forEach(this::followHead);
            }
        }

        private void followHead(ConsumerRecord<byte[], byte[]> record) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            int slash = key.indexOf('/');
            String task = slash < 0 ? key : key.substring(0, slash);
            if (tasks.find(task).isEmpty() && record.value() != null) {
                setAside(task, record);
                return;
            }
            try {
                if (slash < 0) {
                    followState(task, record.value());
                } else if (record.value() == null) {
                    tasks.drop(task, Integer.parseInt(key.substring(slash + 1)));
                } else {
                    tasks.keep(task, HeadFormat.read(record.value()));
                }
            } catch (UnreadableHeadException | IllegalArgumentException | IllegalStateException e) {
                LOG.errorf("Record %s of %s is left aside, the live head stays: %s", key, record.topic(), e.getMessage());
            }
        }

        private void followState(String task, byte[] value) {
            if (value == null) {
                tasks.forget(task);
                return;
            }
            TaskState state = StrictJson.readValue(value, TaskState.class);
            if (tasks.advance(task, state)) {
                metrics.swapped(tasks.find(task).orElseThrow(), began);
            }
        }

        private void setAside(String task, ConsumerRecord<byte[], byte[]> record) {
            if (!tasks.complete() || recordsSetAside >= MAX_SET_ASIDE) {
                return;
            }
            recordsSetAside++;
            setAside.computeIfAbsent(task, _ -> new ArrayList<>()).add(record);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
