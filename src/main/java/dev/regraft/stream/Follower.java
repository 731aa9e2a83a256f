package dev.regraft.stream;

import dev.regraft.feature.NewerFormatException;
import dev.regraft.graft.Report;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Tasks;
import dev.regraft.head.HeadFormat;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads the whole topics of backbones, tasks and heads, on every replica, and keeps {@link Tasks} as they say: this is where a live head
 * is swapped.
 *
 * <p>A task's definition comes by another topic than its heads, and a backbone's by a third. At the beginning the definitions are read
 * first; a head whose task is not known yet is set aside until its definition comes.
 */
@Singleton
public final class Follower {

    private static final Logger LOG = Logger.getLogger(Follower.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients clients;
    private final Topics topics;
    private final Tasks tasks;
    private final KafkaBackboneRegistry backbones;
    private final StreamMetrics metrics;
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();

    public Follower(KafkaClients clients, Topics topics, Tasks tasks, KafkaBackboneRegistry backbones, StreamMetrics metrics) {
        this.clients = clients;
        this.topics = topics;
        this.tasks = tasks;
        this.backbones = backbones;
        this.metrics = metrics;
    }

    LogThread start() {
        return LogThread.start("follow", Session::new);
    }

    /**
     * Where the definitions of tasks, and the heads of one partition or none, end now.
     *
     * @param consumer asks for it; it belongs to the caller
     * @param heads a partition of the topic of heads
     */
    Map<TopicPartition, Long> ends(Consumer<byte[], byte[]> consumer, Integer... heads) {
        List<TopicPartition> partitions = new ArrayList<>(List.of(new TopicPartition(topics.tasks(), 0)));
        for (int partition : heads) {
            partitions.add(new TopicPartition(topics.heads(), partition));
        }
        return consumer.endOffsets(partitions);
    }

    /** Whether all is read that comes before those ends. */
    boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    final class Session implements LogThread.Session {

        private final Consumer<byte[], byte[]> consumer = clients.consumer();
        private final TopicPartition definitions = new TopicPartition(topics.tasks(), 0);
        private final TopicPartition registered = new TopicPartition(topics.backbones(), 0);
        private final Set<TopicPartition> heads = new LinkedHashSet<>();
        private final Map<String, Map<String, ConsumerRecord<byte[], byte[]>>> setAside = new HashMap<>();
        private final Map<String, ConsumerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();
        private final Map<String, ConsumerRecord<byte[], byte[]>> newestBackbones = new LinkedHashMap<>();
        private final Map<TopicPartition, Long> ends;
        private final Instant began = Instant.now();

        Session() {
            for (int partition = 0; partition < topics.partitions(); partition++) {
                heads.add(new TopicPartition(topics.heads(), partition));
            }
            List<TopicPartition> all = new ArrayList<>(List.of(definitions, registered));
            all.addAll(heads);
            try {
                consumer.assign(all);
                consumer.seekToBeginning(all);
                ends = consumer.endOffsets(all);
                consumer.pause(heads);
            } catch (RuntimeException e) {
                consumer.close();
                throw e;
            }
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            return consumer;
        }

        @Override
        public void turn() {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.records(registered).forEach(this::takeBackbone);
            records.records(definitions).forEach(this::takeDefinition);
            records.records(topics.heads()).forEach(this::takeHead);
            if (!consumer.paused().isEmpty() && consumer.position(definitions) >= ends.get(definitions)
                    && consumer.position(registered) >= ends.get(registered)) {
                newestBackbones.values().forEach(backbones::follow);
                newestBackbones.clear();
                newest.values().forEach(this::followDefinition);
                newest.clear();
                consumer.resume(heads);
            }
            for (TopicPartition partition : consumer.assignment()) {
                positions.put(partition, consumer.position(partition));
            }
            if (!tasks.complete() && reached(ends)) {
                tasks.completed();
                LOG.infof("Read %d tasks from the log", tasks.all().size());
            }
        }

        /** At the beginning only the last word on each backbone counts: none is imported in vain. */
        private void takeBackbone(ConsumerRecord<byte[], byte[]> record) {
            if (consumer.paused().isEmpty()) {
                backbones.follow(record);
            } else {
                newestBackbones.put(text(record.key()), record);
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
                newest.put(text(record.key()), record);
            }
        }

        private void followDefinition(ConsumerRecord<byte[], byte[]> record) {
            String task = text(record.key());
            if (record.value() == null) {
                tasks.delete(task);
                metrics.forget(task);
                return;
            }
            try {
                tasks.define(TaskDefinition.FORMAT.read(record.value()));
            } catch (IllegalArgumentException e) {
                LOG.errorf("Task %s cannot be read and stays as it is: %s", task, e.getMessage());
                return;
            }
            Map<String, ConsumerRecord<byte[], byte[]>> waiting = setAside.remove(task);
            if (waiting != null) {
                waiting.values().forEach(this::takeHead);
            }
        }

        private void takeHead(ConsumerRecord<byte[], byte[]> record) {
            try {
                takeHead(HeadKey.read(record.key()), record);
            } catch (RuntimeException e) {
                metrics.unreadable(record.topic());
                LOG.errorf("Record %s of %s is left aside, the live head stays: %s", text(record.key()), record.topic(), e.getMessage());
            }
        }

        private void takeHead(HeadKey key, ConsumerRecord<byte[], byte[]> record) {
            String task = key.task();
            String whole = text(record.key());
            Optional<Instant> defined = tasks.find(task).map(t -> t.definition().createdAt());
            Instant meant = Incarnation.of(record.headers()).or(() -> defined).orElse(Instant.MAX);
            setAside.computeIfPresent(task, (_, records) -> records.remove(whole) != null && records.isEmpty() ? null : records);
            if (record.value() == null) {
                tasks.swept(task, whole);
                if (defined.equals(Optional.of(meant))) {
                    drop(key, record);
                }
            } else if (defined.equals(Optional.of(meant))) {
                tasks.swept(task, whole);
                follow(key, record);
            } else {
                tasks.remains(task, whole);
                if (defined.isEmpty() || defined.get().isBefore(meant)) {
                    setAside.computeIfAbsent(task, _ -> new LinkedHashMap<>()).put(whole, record);
                }
            }
        }

        private void drop(HeadKey key, ConsumerRecord<byte[], byte[]> record) {
            switch (key) {
                case HeadKey.Head(String task, int version) -> tasks.drop(task, version);
                case HeadKey.Report(String task) -> tasks.report(task, null, record.offset());
                case HeadKey.State _ -> { }
            }
        }

        private void follow(HeadKey key, ConsumerRecord<byte[], byte[]> record) {
            try {
                switch (key) {
                    case HeadKey.Head(String task, _) -> tasks.keep(task, HeadFormat.read(record.value()));
                    case HeadKey.Report(String task) -> tasks.report(task, Report.FORMAT.read(record.value()), record.offset());
                    case HeadKey.State(String task) -> {
                        if (tasks.advance(task, TaskState.FORMAT.read(record.value()), record.offset())) {
                            metrics.swapped(tasks.find(task).orElseThrow(), began);
                        }
                    }
                }
            } catch (NewerFormatException e) {
                // A report that cannot be read hides nothing that a trainer must know.
                if (!(key instanceof HeadKey.Report)) {
                    tasks.cannotRead(key.task(), "record " + text(record.key()) + " of " + record.topic() + ": " + e.getMessage());
                }
                throw e;
            }
        }

        private static String text(byte[] key) {
            return new String(key, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
