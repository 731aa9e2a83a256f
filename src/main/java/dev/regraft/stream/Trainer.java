package dev.regraft.stream;

import dev.regraft.graft.Graft;
import dev.regraft.graft.Grafts;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import dev.regraft.graft.Publication;
import dev.regraft.graft.Source;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.Tasks;
import dev.regraft.head.HeadFormat;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * Runs the {@link Graft} of every task whose partition of the features topic this process owns.
 *
 * <p>When it is given a partition it folds it from the beginning, silently; once it has reached the end that the partition had
 * then, it publishes what is new after every batch: the head, then the state that names it.
 */
@Singleton
public final class Trainer {

    private static final Logger LOG = Logger.getLogger(Trainer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(30);
    private static final int BATCH_RECORDS = 2_000;

    private final KafkaClients clients;
    private final Topics topics;
    private final Tasks tasks;
    private final Follower follower;
    private final Grafts grafts;

    public Trainer(KafkaClients clients, Topics topics, Tasks tasks, Follower follower, Grafts grafts) {
        this.clients = clients;
        this.topics = topics;
        this.tasks = tasks;
        this.follower = follower;
        this.grafts = grafts;
    }

    LogThread start() {
        return LogThread.start("train", Session::new);
    }

    /** The graft of one incarnation of a task. */
    private record Grafted(Instant incarnation, Graft graft) {
    }

    /** What is owned of one partition: its grafts by task, and where its end was when it was given. */
    private static final class Owned {
        private final Map<String, Grafted> grafts = new HashMap<>();
        private final long end;
        private boolean folded;

        Owned(long end) {
            this.end = end;
        }
    }

    private final class Session implements LogThread.Session, ConsumerRebalanceListener {

        private final Map<TopicPartition, Owned> owned = new HashMap<>();
        private final Consumer<byte[], byte[]> consumer;
        private final Producer<byte[], byte[]> producer;

        Session() {
            producer = clients.producer();
            consumer = clients.consumer(topics.scoped("train"), BATCH_RECORDS);
            consumer.subscribe(List.of(topics.features()), this);
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            return consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            consumer.endOffsets(partitions).forEach((partition, end) -> owned.put(partition, new Owned(end)));
            consumer.seekToBeginning(partitions);
            try {
                follower.catchUp(consumer, CATCH_UP_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            LOG.infof("Trains the tasks of partitions %s", partitions.stream().map(TopicPartition::partition).sorted().toList());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(owned::remove);
        }

        @Override
        public void turn() throws ExecutionException, InterruptedException {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                Owned mine = owned.get(partition);
                for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                    take(mine, record);
                }
            }
            for (Map.Entry<TopicPartition, Owned> entry : owned.entrySet()) {
                Owned mine = entry.getValue();
                int partition = entry.getKey().partition();
                if (!mine.folded && consumer.position(entry.getKey()) >= mine.end) {
                    mine.folded = true;
                    forget(mine, partition, (task, _) -> tasks.find(task).isEmpty());
                }
                if (mine.folded) {
                    forget(mine, partition, tasks::isOver);
                    publish(mine);
                }
            }
            if (!records.isEmpty()) {
                consumer.commitAsync();
            }
        }

        private void take(Owned mine, ConsumerRecord<byte[], byte[]> record) throws ExecutionException, InterruptedException {
            FeatureKey key = FeatureKey.read(record.key());
            Source source = source(record);
            if (record.value() == null) {
                Grafted grafted = mine.grafts.get(key.task());
                if (grafted != null && key.id() != null && isMeantFor(record, grafted.incarnation())) {
                    grafted.graft().forget(key.id(), source);
                }
                return;
            }
            try {
                FeatureRecord value = FeatureRecord.read(record.value());
                Optional<Graft> graft = graft(mine, key.task(), value.incarnation());
                if (graft.isPresent()) {
                    if (mine.folded && value instanceof FeatureRecord.Ordered) {
                        // What came before an order is judged before it.
                        publish(key.task(), graft.get());
                    }
                    take(graft.get(), key, value, source);
                }
            } catch (IllegalArgumentException e) {
                LOG.errorf("Record %s-%d@%d is not learned: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
            }
        }

        /** A deletion that belongs to the end of an earlier task of the same name says so. */
        private static boolean isMeantFor(ConsumerRecord<byte[], byte[]> record, Instant incarnation) {
            Header ended = record.headers().lastHeader(FeatureRecord.ENDED_HEADER);
            return ended == null || ByteBuffer.wrap(ended.value()).getLong() == incarnation.toEpochMilli();
        }

        private void take(Graft graft, FeatureKey key, FeatureRecord value, Source source) {
            switch (value) {
                case FeatureRecord.Vector(LabeledFeatures example) -> {
                    if (!graft.learn(key.id(), example, source)) {
                        LOG.errorf("Example %s of task %s is not learned: it lives in another feature space, %s", key.id(), key.task(),
                                example.space());
                    }
                }
                case FeatureRecord.Ordered(_, Order order) -> {
                    Optional<Integer> version = switch (order) {
                        case Order.Promote(int wanted) -> Optional.of(wanted);
                        case Order.Rollback _ -> graft.rollbackTarget();
                    };
                    graft.obey(order, version.flatMap(v -> tasks.find(key.task()).flatMap(t -> t.head(v))).orElse(null), source);
                }
            }
        }

        /** The graft of that incarnation of the task; empty if the incarnation is over. */
        private Optional<Graft> graft(Owned mine, String task, Instant incarnation) {
            Grafted present = mine.grafts.get(task);
            if (present != null && present.incarnation().equals(incarnation)) {
                return Optional.of(present.graft());
            }
            if (tasks.isOver(task, incarnation) || (present != null && present.incarnation().isAfter(incarnation))) {
                return Optional.empty();
            }
            Grafted begun = new Grafted(incarnation, grafts.begin(task, incarnation));
            mine.grafts.put(task, begun);
            return Optional.of(begun.graft());
        }

        private Source source(ConsumerRecord<byte[], byte[]> record) {
            Position position = new Position(record.partition(), record.offset());
            Header header = record.headers().lastHeader(FeatureRecord.EXAMPLE_HEADER);
            if (header == null) {
                return new Source(position, null, null);
            }
            ByteBuffer example = ByteBuffer.wrap(header.value());
            return new Source(position, new Position(example.getInt(), example.getLong()), Instant.ofEpochMilli(example.getLong()));
        }

        private void publish(Owned mine) throws ExecutionException, InterruptedException {
            for (Map.Entry<String, Grafted> entry : mine.grafts.entrySet()) {
                publish(entry.getKey(), entry.getValue().graft());
            }
        }

        private void publish(String name, Graft graft) throws ExecutionException, InterruptedException {
            Optional<Task> task = tasks.find(name);
            if (task.isPresent()) {
                graft.judgeBy(task.get().definition());
                Optional<Publication> publication = graft.refit();
                if (publication.isPresent()) {
                    publish(name, publication.get());
                }
            }
        }

        private void publish(String task, Publication publication) throws ExecutionException, InterruptedException {
            List<Future<?>> sent = new ArrayList<>();
            publication.head().ifPresent(head -> sent.add(send(headKey(task, head.version()), HeadFormat.write(head))));
            sent.add(send(task, StrictJson.write(publication.state())));
            publication.dropped().forEach(version -> sent.add(send(headKey(task, version), null)));
            for (Future<?> acknowledged : sent) {
                acknowledged.get();
            }
        }

        /** Takes what deleted tasks left out of the log: their vectors, their heads and, last, their state. */
        private void forget(Owned mine, int partition, BiPredicate<String, Instant> isOver)
                throws ExecutionException, InterruptedException {
            for (Iterator<Map.Entry<String, Grafted>> it = mine.grafts.entrySet().iterator(); it.hasNext();) {
                Map.Entry<String, Grafted> entry = it.next();
                String task = entry.getKey();
                if (isOver.test(task, entry.getValue().incarnation())) {
                    Graft graft = entry.getValue().graft();
                    for (String id : graft.ids()) {
                        producer.send(end(task, id, entry.getValue().incarnation(), partition));
                    }
                    graft.state().heads().forEach(head -> send(headKey(task, head.version()), null));
                    send(task, null).get();
                    it.remove();
                    LOG.infof("Forgot task %s", task);
                }
            }
        }

        private ProducerRecord<byte[], byte[]> end(String task, String id, Instant incarnation, int partition) {
            var record = new ProducerRecord<byte[], byte[]>(topics.features(), partition, new FeatureKey(task, id).bytes(), null);
            record.headers().add(FeatureRecord.ENDED_HEADER, ByteBuffer.allocate(Long.BYTES).putLong(incarnation.toEpochMilli()).array());
            return record;
        }

        private Future<?> send(String key, byte[] value) {
            return producer.send(new ProducerRecord<>(topics.heads(), key.getBytes(StandardCharsets.UTF_8), value));
        }

        private static String headKey(String task, int version) {
            return task + "/" + version;
        }

        @Override
        public void close() {
            try {
                consumer.close();
            } finally {
                producer.close(KafkaClients.CLOSE_TIMEOUT);
            }
        }
    }
}
