package dev.regraft.stream;

import dev.regraft.graft.Grafts;
import dev.regraft.graft.Position;
import dev.regraft.graft.Tasks;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs the {@link dev.regraft.graft.Graft} of every task whose partition of the features topic this process owns; what happens to a
 * partition is told in {@link OwnedPartition}.
 */
@Singleton
public final class Trainer {

    private static final Duration POLL = Duration.ofMillis(200);
    /** While a partition is on its way to be trained, or a head is refined in the background. */
    private static final Duration SHORT_POLL = Duration.ofMillis(10);
    private static final int BATCH_RECORDS = 2_000;

    final KafkaClients clients;
    final Topics topics;
    final Follower follower;
    final InstantSource clock;
    final StreamMetrics metrics;
    final Snapshots snapshots;
    final int snapshotRecords;
    final Rereader rereader;
    FeaturesTopic features;
    private final Tasks tasks;
    private final Grafts grafts;
    private final DeadLetters deadLetters;

    public Trainer(KafkaClients clients, Topics topics, Tasks tasks, Follower follower, Grafts grafts, DeadLetters deadLetters,
            Rereader rereader, InstantSource clock, StreamMetrics metrics, StreamConfig config) {
        this.clients = clients;
        this.topics = topics;
        this.tasks = tasks;
        this.follower = follower;
        this.grafts = grafts;
        this.deadLetters = deadLetters;
        this.rereader = rereader;
        this.clock = clock;
        this.metrics = metrics;
        this.snapshots = new Snapshots(config.directory().resolve("snapshots"), topics.features());
        this.snapshotRecords = config.snapshotRecords();
    }

    /** @param features the topic, as it was found at the start */
    LogThread start(FeaturesTopic features) {
        this.features = features;
        return LogThread.start("train", Session::new);
    }

    PartitionFold newFold(int partition) {
        return new PartitionFold(partition, topics, tasks, grafts, deadLetters);
    }

    /** Whether the state that is published of a task knows of all that was learned; so does a task that is over. */
    boolean isPublished(Snapshot.Learned learned, int partition) {
        return learned.offset() < 0 || tasks.find(learned.task())
                .filter(task -> task.definition().createdAt().equals(learned.incarnation()))
                .map(task -> task.state().hasLearned(new Position(partition, learned.offset())))
                .orElse(true);
    }

    final class Session implements LogThread.Session, ConsumerRebalanceListener {

        private final SortedMap<TopicPartition, OwnedPartition> owned = new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
        private final Consumer<byte[], byte[]> consumer;
        private final Rejoining rejoining = new Rejoining();

        Session() {
            consumer = clients.consumer(topics.scoped("train"), BATCH_RECORDS);
            consumer.subscribe(List.of(topics.features()), this);
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            return consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> owned.put(partition, new OwnedPartition(partition, Trainer.this, consumer)));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                OwnedPartition taken = owned.remove(partition);
                if (taken != null) {
                    taken.close();
                }
            }
        }

        @Override
        public void turn() {
            boolean waiting = owned.values().stream().allMatch(partition -> partition.stage() == OwnedPartition.Stage.REFUSED
                    || partition.stage() == OwnedPartition.Stage.TRAINING && !partition.isRefining());
            ConsumerRecords<byte[], byte[]> records = consumer.poll(waiting ? POLL : SHORT_POLL);
            rejoining.after(consumer);
            for (TopicPartition partition : records.partitions()) {
                owned.get(partition).take(records.records(partition));
            }
            owned.values().forEach(OwnedPartition::advance);
            if (!records.isEmpty()) {
                consumer.commitAsync();
            }
        }

        @Override
        public Optional<String> trouble() {
            List<String> refusals = new ArrayList<>();
            owned.values().forEach(partition -> partition.refusal().ifPresent(refusals::add));
            return refusals.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", refusals));
        }

        @Override
        public void stop() {
            owned.values().forEach(OwnedPartition::writeSnapshot);
        }

        @Override
        public void close() {
            try {
                owned.values().forEach(OwnedPartition::close);
                owned.clear();
            } finally {
                KafkaClients.leave(consumer);
            }
        }
    }
}
