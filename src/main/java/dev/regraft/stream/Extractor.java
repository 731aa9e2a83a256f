package dev.regraft.stream;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.BackboneSource;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Position;
import dev.regraft.graft.TaskDefinition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Makes features of examples: has the backbone extract them at low priority, and writes the labeled vectors, the dead letters and how far
 * it has read in one transaction for each {@link Batch}. Nothing is lost and nothing comes twice, whenever it dies.
 *
 * <p>While one batch is written the next is being extracted, so that the lanes do not wait for the log. What has been read and has no
 * place in a batch yet is held back, and no more is fetched until it has: so memory is bounded, and the lanes set the pace.
 */
@Singleton
public final class Extractor {

    private static final Logger LOG = Logger.getLogger(Extractor.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLL_RECORDS = 1_024;
    /** One that is extracted, one that waits for lanes, so that they never do. */
    private static final int MAX_BATCHES = 2;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final Topics topics;
    private final ExampleDecoder decoder;
    private final BackboneSource backbones;
    private final DeadLetters deadLetters;
    private final Follower follower;
    private final StreamMetrics metrics;

    public Extractor(KafkaClients clients, Topics topics, ExampleDecoder decoder, BackboneSource backbones, DeadLetters deadLetters,
            Follower follower, StreamMetrics metrics) {
        this.clients = clients;
        this.topics = topics;
        this.decoder = decoder;
        this.backbones = backbones;
        this.deadLetters = deadLetters;
        this.follower = follower;
        this.metrics = metrics;
    }

    LogThread start() {
        return LogThread.start("extract", Session::new);
    }

    final class Session implements LogThread.Session, ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;
        private final Producer<byte[], byte[]> producer;
        private final Deque<ConsumerRecord<byte[], byte[]>> arrived = new ArrayDeque<>();
        private final Deque<Batch> batches = new ArrayDeque<>();
        private final Rejoining rejoining = new Rejoining();
        private Map<TopicPartition, Long> definitionsAwaited;

        Session() {
            producer = clients.ownTransactionalProducer(topics.scoped("extract"));
            consumer = clients.consumer(topics.scoped("extract"), POLL_RECORDS);
            try {
                producer.initTransactions();
                consumer.subscribe(List.of(topics.examples()), this);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            return consumer;
        }

        @Override
        public void turn() throws InterruptedException {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(pollTimeout());
            rejoining.after(consumer);
            if (!records.isEmpty()) {
                records.forEach(arrived::add);
                definitionsAwaited = null;
            }
            boolean more = true;
            while (more && batches.size() < MAX_BATCHES) {
                more = startBatch();
            }
            holdBack(!arrived.isEmpty());
            if (!batches.isEmpty() && batches.getFirst().await(LOOK_AGAIN.toMillis())) {
                write(batches.removeFirst());
            }
        }

        /** Waits here for records, or for the definition of a task; else for the batch that is extracted. */
        private Duration pollTimeout() {
            if (!batches.isEmpty()) {
                return Duration.ZERO;
            }
            return arrived.isEmpty() ? POLL : LOOK_AGAIN;
        }

        private void holdBack(boolean full) {
            if (full) {
                consumer.pause(consumer.assignment());
            } else {
                consumer.resume(consumer.paused());
            }
        }

        private boolean startBatch() {
            Batch batch = new Batch();
            while (batch.hasRoom() && !arrived.isEmpty()) {
                Batch.Item item = read(arrived.getFirst());
                if (item == null) {
                    break;
                }
                arrived.removeFirst();
                batch.add(item);
            }
            if (batch.isEmpty()) {
                return false;
            }
            batch.start();
            batches.add(batch);
            return true;
        }

        /** The record read and prepared, or refused; null if it is for a task that may have been created a moment ago. */
        private Batch.Item read(ConsumerRecord<byte[], byte[]> record) {
            try {
                return switch (decoder.decode(record)) {
                    case LoggedExample.Deleted deletion -> Batch.Item.of(record, deletion);
                    case LoggedExample.Labeled labeled -> {
                        Backbone backbone = backbones.load(labeled.backbone(), labeled.input());
                        yield Batch.Item.of(record, labeled, backbone, backbone.prepare(labeled.input()));
                    }
                };
            } catch (RefusedException refusal) {
                return refusal.code().equals("unknown-task") && !knowsAllTasks() ? null : Batch.Item.of(record, refusal);
            }
        }

        /** Whether this replica has followed the definitions of tasks since the last record arrived. */
        private boolean knowsAllTasks() {
            if (definitionsAwaited == null) {
                definitionsAwaited = follower.ends(consumer);
            }
            return follower.reached(definitionsAwaited);
        }

        private void write(Batch batch) {
            tellRefusals(batch);
            producer.beginTransaction();
            batch.items().forEach(this::send);
            producer.sendOffsetsToTransaction(batch.offsets(), consumer.groupMetadata());
            producer.commitTransaction();
        }

        private void tellRefusals(Batch batch) {
            List<Batch.Item> refused = batch.items().stream().filter(item -> item.refusal() != null).toList();
            if (!refused.isEmpty()) {
                ConsumerRecord<byte[], byte[]> first = refused.getFirst().record();
                LOG.warnf("Refused %d of %d examples, see %s; the first, %s-%d@%d: %s", refused.size(), batch.items().size(),
                        topics.deadLetters(), first.topic(), first.partition(), first.offset(), refused.getFirst().refusal().detail());
            }
        }

        private void send(Batch.Item item) {
            if (item.refusal() != null) {
                producer.send(deadLetters.of(item.record(), item.refusal()));
                return;
            }
            switch (item.example()) {
                case LoggedExample.Deleted(List<TaskDefinition> tasks, String id) ->
                    tasks.forEach(task -> producer.send(feature(task, id, null, item.record())));
                case LoggedExample.Labeled labeled -> {
                    TaskDefinition task = labeled.task();
                    var example = new LabeledFeatures(task.createdAt(), item.backbone().space(), labeled.annotation().target(),
                            labeled.annotation().weight(), labeled.annotation().attributes(), item.extraction().features());
                    producer.send(feature(task, labeled.id(), new FeatureRecord.Vector(example).bytes(), item.record()));
                    metrics.extracted(task.task(), 1);
                }
            }
        }

        private ProducerRecord<byte[], byte[]> feature(TaskDefinition task, String id, byte[] value,
                ConsumerRecord<byte[], byte[]> source) {
            byte[] key = new FeatureKey(task.task(), id).bytes();
            var record = new ProducerRecord<>(topics.features(), topics.partition(task.task()), key, value);
            Position position = new Position(source.partition(), source.offset());
            record.headers().add(FeatureRecord.EXAMPLE_HEADER, FeatureRecord.exampleHeader(position, source.timestamp()));
            return Incarnation.mark(record, task.createdAt());
        }

        /** A batch under way may hold records of what is taken away: it is finished first, while the process still owns them. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                while (!batches.isEmpty()) {
                    if (!batches.getFirst().await(FLUSH_TIMEOUT.toMillis())) {
                        throw new IllegalStateException("a batch was not extracted within " + FLUSH_TIMEOUT);
                    }
                    write(batches.removeFirst());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            arrived.removeIf(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
        }

        /** Others have taken over already, from what was committed: nothing that is under way may be written. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            throw new IllegalStateException("partitions " + partitions + " were taken away while this process did not answer");
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.infof("Extracts the examples of partitions %s", partitions.stream().map(TopicPartition::partition).sorted().toList());
        }

        /** What is not written yet is read again by whoever comes next. */
        private void drop() {
            batches.forEach(Batch::cancel);
            batches.clear();
            arrived.clear();
        }

        @Override
        public void close() {
            drop();
            try {
                KafkaClients.leave(consumer);
            } finally {
                producer.close(KafkaClients.CLOSE_TIMEOUT);
            }
        }
    }
}
