package dev.regraft.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.BackboneUnavailableException;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.backbone.LanesFullException;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Answer;
import dev.regraft.graft.Answers;
import dev.regraft.graft.LogUnavailableException;
import dev.regraft.graft.NoLiveHeadException;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.Tasks;
import dev.regraft.head.HeadVersion;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

/** Answers requests that come by Kafka. A prediction keeps its request's key, correlation and CloudEvents id. */
@ApplicationScoped
public class Scoring {

    private static final Logger LOG = Logger.getLogger(Scoring.class);
    private static final int AT_ONCE = 64;
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final Duration AWAY_TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> KEPT_HEADERS = List.of("correlationId", "kafka_correlationId", "ce_id");

    private final Tasks tasks;
    private final Backbones backbones;
    private final InputReader inputs;
    private final Answers answers;
    private final DeadLetters deadLetters;
    private final KafkaLog log;
    private final StreamMetrics metrics;

    /** Makes a scorer of those tasks. */
    public Scoring(Tasks tasks, Backbones backbones, InputReader inputs, Answers answers, DeadLetters deadLetters,
            KafkaLog log, StreamMetrics metrics) {
        this.tasks = tasks;
        this.backbones = backbones;
        this.inputs = inputs;
        this.answers = answers;
        this.deadLetters = deadLetters;
        this.log = log;
        this.metrics = metrics;
    }

    /** Requests in, predictions out; what is refused goes to the dead letters. */
    @Incoming("requests")
    @Outgoing("predictions")
    public Multi<Message<byte[]>> score(Multi<Message<byte[]>> requests) {
        return requests.onItem().transformToUni(this::score).merge(AT_ONCE);
    }

    private Uni<Message<byte[]>> score(Message<byte[]> request) {
        ConsumerRecord<byte[], byte[]> record = record(request);
        // Not on the event loop that brought it: decoding a large photo takes a second.
        return Uni.createFrom().completionStage(() -> answer(record).thenApply(StrictJson::write))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(failure -> failure instanceof LanesFullException || failure instanceof LogUnavailableException).retry().withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely()
                // Not for ever: the requests of other tasks wait behind.
                .onFailure(BackboneUnavailableException.class).retry().withBackOff(FIRST_RETRY, LAST_RETRY).expireIn(AWAY_TIMEOUT.toMillis())
                .map(answer -> request.withPayload(answer).addMetadata(prediction(record)))
                .onFailure().recoverWithUni(failure -> bury(request, record, failure));
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<byte[], byte[]> record(Message<byte[]> request) {
        return request.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
    }

    private CompletionStage<Answer> answer(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new RefusedException("invalid-input", null, "a request must have a value");
        }
        ObjectNode json = StrictJson.readObject(record.value());
        if (!tasks.complete()) {
            throw new LogUnavailableException("the tasks are not read from the log yet", null);
        }
        String name = json.path("task").isTextual() ? json.get("task").textValue() : RecordText.header(record.headers(), "task");
        Task task = tasks.find(name == null ? "" : name)
                .orElseThrow(() -> new RefusedException("unknown-task", "task", "task does not exist: " + name));
        Input input = inputs.read(json).requireFor(task.definition().backbone(), task.vectors());
        int top = json.path("topK").asInt(Answer.DEFAULT_TOP);
        HeadVersion live = Answer.requireLive(task);
        Backbone backbone = backbones.load(live.head().space().backbone(), input);
        return backbone.extract(List.of(input), Priority.SERVE).thenApply(extractions -> {
            metrics.predicted(name);
            Extraction extraction = extractions.getFirst();
            return answers.answer(task, live, backbone.space(),
                    List.of(new Answer.Extracted(extraction.features(), extraction.truncated(), input.textOrNull())), top);
        });
    }

    private static OutgoingKafkaRecordMetadata<byte[]> prediction(ConsumerRecord<byte[], byte[]> request) {
        RecordHeaders headers = new RecordHeaders();
        request.headers().forEach(header -> {
            if (KEPT_HEADERS.contains(header.key())) {
                headers.add(header);
            }
        });
        return OutgoingKafkaRecordMetadata.<byte[]>builder().withKey(request.key()).withHeaders(headers).build();
    }

    private Uni<Message<byte[]>> bury(Message<byte[]> request, ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        RefusedException refusal = switch (failure) {
            case RefusedException refused -> refused;
            case NoLiveHeadException none -> new RefusedException("no-live-head", "task", none.getMessage());
            default -> new RefusedException("scoring-failed", null, String.valueOf(failure.getMessage()));
        };
        LOG.warnf("Refused request %s-%d@%d: %s", record.topic(), record.partition(), record.offset(), refusal.detail());
        return Uni.createFrom().completionStage(() -> log.send(deadLetters.of(record, refusal)))
                .chain(() -> Uni.createFrom().completionStage(request.ack()))
                .replaceWith((Message<byte[]>) null);
    }
}
