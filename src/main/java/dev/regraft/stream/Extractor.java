package dev.regraft.stream;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Position;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Makes features of examples: reads a batch, has the backbone extract it at low priority, and writes the labeled vectors, the dead
 * letters and how far it has read in one transaction. Nothing is lost and nothing comes twice, whenever it dies.
 */
@Singleton
public final class Extractor {

    private static final Logger LOG = Logger.getLogger(Extractor.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(10);
    private static final int BATCH_RECORDS = 256;

    private final KafkaClients clients;
    private final Topics topics;
    private final ExampleDecoder decoder;
    private final Backbones backbones;
    private final DeadLetters deadLetters;
    private final Follower follower;
    private final StreamMetrics metrics;

    public Extractor(KafkaClients clients, Topics topics, ExampleDecoder decoder, Backbones backbones, DeadLetters deadLetters,
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

    /** A record with what it says, or why it was refused. */
    private record Read(ConsumerRecord<byte[], byte[]> record, LoggedExample example, RefusedException refusal) {

        boolean isLabeled() {
            return example instanceof LoggedExample.Labeled;
        }

        LoggedExample.Labeled labeled() {
            return (LoggedExample.Labeled) example;
        }

        Read refused(RefusedException why) {
            return new Read(record, null, why);
        }
    }

    private final class Session implements LogThread.Session {

        private final Consumer<byte[], byte[]> consumer;
        private final Producer<byte[], byte[]> producer;
        private final int featurePartitions;
        private boolean caughtUpInBatch;

        Session() {
            producer = clients.transactionalProducer(topics.scoped("extract"));
            consumer = clients.consumer(topics.scoped("extract"), BATCH_RECORDS);
            try {
                producer.initTransactions();
                featurePartitions = producer.partitionsFor(topics.features()).size();
                consumer.subscribe(List.of(topics.examples()));
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
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                caughtUpInBatch = false;
                write(records, outcomes(records));
            }
        }

        /** What is to be written for the records, in their order. */
        private List<ProducerRecord<byte[], byte[]>> outcomes(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
            List<Read> batch = new ArrayList<>(records.count());
            for (ConsumerRecord<byte[], byte[]> record : records) {
                batch.add(read(record));
            }
            Map<Integer, Extraction> extractions = extract(batch);
            tellRefusals(batch);
            List<ProducerRecord<byte[], byte[]>> outcomes = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                addOutcomes(batch.get(i), extractions.get(i), outcomes);
            }
            return outcomes;
        }

        private void tellRefusals(List<Read> batch) {
            List<Read> refused = batch.stream().filter(read -> read.refusal() != null).toList();
            if (!refused.isEmpty()) {
                ConsumerRecord<byte[], byte[]> first = refused.getFirst().record();
                LOG.warnf("Refused %d of %d examples, see %s; the first, %s-%d@%d: %s", refused.size(), batch.size(), topics.deadLetters(),
                        first.topic(), first.partition(), first.offset(), refused.getFirst().refusal().detail());
            }
        }

        private Read read(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
            try {
                return new Read(record, decoder.decode(record), null);
            } catch (RefusedException refusal) {
                if (!refusal.code().equals("unknown-task") || caughtUpInBatch) {
                    return new Read(record, null, refusal);
                }
            }
            // The task may have been created a moment ago, on another replica.
            follower.catchUp(consumer, CATCH_UP_TIMEOUT);
            caughtUpInBatch = true;
            return read(record);
        }

        /** Extracts all that is labeled, backbone by backbone; what the backbone refuses turns into a refusal in the batch. */
        private Map<Integer, Extraction> extract(List<Read> batch) {
            Map<String, List<Integer>> byBackbone = new LinkedHashMap<>();
            for (int i = 0; i < batch.size(); i++) {
                if (batch.get(i).isLabeled()) {
                    byBackbone.computeIfAbsent(batch.get(i).labeled().task().backbone(), _ -> new ArrayList<>()).add(i);
                }
            }
            Map<Integer, Extraction> extractions = new HashMap<>();
            byBackbone.forEach((name, indexes) -> extract(backbones.load(name), batch, indexes, extractions));
            return extractions;
        }

        private void extract(Backbone backbone, List<Read> batch, List<Integer> indexes, Map<Integer, Extraction> extractions) {
            List<Input> inputs = indexes.stream().map(i -> batch.get(i).labeled().input()).toList();
            try {
                List<Extraction> extracted = backbone.extract(inputs, Priority.EXTRACT).join();
                for (int i = 0; i < indexes.size(); i++) {
                    extractions.put(indexes.get(i), extracted.get(i));
                }
            } catch (CompletionException e) {
                if (e.getCause() instanceof IllegalStateException || e.getCause() instanceof Error) {
                    // The backbones are closing, or the process is in trouble: no input is at fault, and the batch is read again.
                    throw e;
                }
                if (indexes.size() > 1) {
                    LOG.warnf("A batch of %d inputs failed, each is tried alone: %s", indexes.size(), e.getCause());
                    indexes.forEach(index -> extract(backbone, batch, List.of(index), extractions));
                } else {
                    int index = indexes.getFirst();
                    batch.set(index, batch.get(index).refused(
                            new RefusedException("extraction-failed", null, String.valueOf(e.getCause().getMessage()))));
                }
            }
        }

        private void addOutcomes(Read read, Extraction extraction, List<ProducerRecord<byte[], byte[]>> outcomes) {
            switch (read.example()) {
                case null -> outcomes.add(deadLetters.of(read.record(), read.refusal()));
                case LoggedExample.Deleted(List<String> tasks, String id) ->
                    tasks.forEach(task -> outcomes.add(feature(task, id, null, read.record())));
                case LoggedExample.Labeled labeled -> {
                    var example = new LabeledFeatures(labeled.task().createdAt(), backbones.load(labeled.task().backbone()).space(),
                            labeled.annotation().label(), labeled.annotation().weight(), labeled.annotation().attributes(),
                            extraction.features());
                    outcomes.add(feature(labeled.task().task(), labeled.id(), new FeatureRecord.Vector(example).bytes(), read.record()));
                    metrics.extracted(labeled.task().task(), 1);
                }
            }
        }

        private ProducerRecord<byte[], byte[]> feature(String task, String id, byte[] value, ConsumerRecord<byte[], byte[]> source) {
            var record = new ProducerRecord<>(topics.features(), Topics.partition(task, featurePartitions),
                    new FeatureKey(task, id).bytes(), value);
            Position position = new Position(source.partition(), source.offset());
            record.headers().add(FeatureRecord.EXAMPLE_HEADER, FeatureRecord.exampleHeader(position, source.timestamp()));
            return record;
        }

        private void write(ConsumerRecords<byte[], byte[]> read, List<ProducerRecord<byte[], byte[]>> outcomes) {
            producer.beginTransaction();
            outcomes.forEach(producer::send);
            Map<TopicPartition, OffsetAndMetadata> offsets = read.nextOffsets();
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
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
