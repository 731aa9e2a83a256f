package dev.regraft.stream;

import dev.regraft.feature.RefusedException;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Log;
import dev.regraft.graft.LogUnavailableException;
import dev.regraft.graft.Order;
import dev.regraft.graft.Position;
import dev.regraft.graft.TaskDefinition;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** The log in Kafka, for what clients put into it. */
@Singleton
public final class KafkaLog implements Log {

    private final KafkaClients clients;
    private final Topics topics;
    private Producer<byte[], byte[]> producer;

    public KafkaLog(KafkaClients clients, Topics topics) {
        this.clients = clients;
        this.topics = topics;
    }

    @Override
    public CompletionStage<Position> append(TaskDefinition task, String id, byte[] json) {
        var record = new ProducerRecord<>(topics.examples(), bytes(id), json);
        record.headers().add("task", bytes(task.task()));
        return send(Incarnation.mark(record, task.createdAt())).thenApply(KafkaLog::position);
    }

    @Override
    public CompletionStage<Void> define(TaskDefinition definition) {
        byte[] json = TaskDefinition.FORMAT.write(definition);
        return send(new ProducerRecord<>(topics.tasks(), bytes(definition.task()), json)).thenAccept(_ -> { });
    }

    @Override
    public CompletionStage<Void> delete(String task) {
        return send(new ProducerRecord<>(topics.tasks(), bytes(task), null)).thenAccept(_ -> { });
    }

    @Override
    public CompletionStage<Position> learn(TaskDefinition task, String id, LabeledFeatures example) {
        return feature(task, id, new FeatureRecord.Vector(example));
    }

    @Override
    public CompletionStage<Position> order(TaskDefinition task, Order order) {
        return feature(task, null, new FeatureRecord.Ordered(task.createdAt(), order));
    }

    private CompletionStage<Position> feature(TaskDefinition task, String id, FeatureRecord value) {
        int partition = topics.partition(task.task());
        return send(new ProducerRecord<>(topics.features(), partition, new FeatureKey(task.task(), id).bytes(), value.bytes()))
                .thenApply(KafkaLog::position);
    }

    /** Sends a record; the stage completes when it is acknowledged. */
    CompletionStage<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
        try {
            producer().send(record, (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.complete(metadata);
                } else {
                    acknowledged.completeExceptionally(refusal(failure));
                }
            });
        } catch (KafkaException e) {
            acknowledged.completeExceptionally(refusal(e));
        }
        return acknowledged;
    }

    private static RuntimeException refusal(Exception failure) {
        return failure instanceof RecordTooLargeException
                ? new RefusedException("too-large", null, "the log does not take a record of this size: " + failure.getMessage())
                : new LogUnavailableException("the log did not take the record: " + failure.getMessage(), failure);
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = clients.producer();
        }
        return producer;
    }

    private static Position position(RecordMetadata metadata) {
        return new Position(metadata.partition(), metadata.offset());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends what is under way, and takes nothing more. */
    synchronized void close() {
        if (producer != null) {
            producer.close(KafkaClients.CLOSE_TIMEOUT);
        }
    }
}
