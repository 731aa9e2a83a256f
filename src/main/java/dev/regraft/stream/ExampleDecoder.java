package dev.regraft.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.Tasks;
import dev.regraft.head.Kind;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads records of the topic of examples: JSON, or a plain text or the bytes of an image file with the headers {@code task},
 * {@code content-type} ({@code text/plain}, {@code image/*}) and what is right: {@code label} for a single-label task, {@code labels} (a JSON array: {@code ["refund","urgent"]}) for a multi-label one,
 * {@code target} (a JSON number) for a regression; a null value deletes.
 *
 * <p>The key is the example's id. A record without a key is named by the id in its JSON, else by its place in the log, so that
 * reading it twice makes one example.
 */
@Singleton
public final class ExampleDecoder {

    private static final List<String> TARGET_HEADERS = Stream.of(Kind.values()).map(ExampleReader::targetField).toList();

    private final Tasks tasks;
    private final InputReader inputs;
    private final ExampleReader examples;

    public ExampleDecoder(Tasks tasks, InputReader inputs, ExampleReader examples) {
        this.tasks = tasks;
        this.inputs = inputs;
        this.examples = examples;
    }

    /**
     * @throws RefusedException if the record cannot be read, or its task or label is refused
     */
    LoggedExample decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return deletion(record);
        }
        String contentType = contentType(record);
        return switch (contentType) {
            case "application/json" -> json(record);
            case "text/plain" -> labeled(record, inputs.text(RecordText.decode(record.value(), "text")));
            case String type when type.startsWith("image/") -> labeled(record, inputs.image(record.value()));
            default -> throw new RefusedException("unsupported-content-type", "content-type",
                    "content-type must be application/json, text/plain or image/*: " + contentType);
        };
    }

    private static String contentType(ConsumerRecord<byte[], byte[]> record) {
        String contentType = RecordText.header(record.headers(), "content-type");
        return contentType == null ? "application/json" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private LoggedExample deletion(ConsumerRecord<byte[], byte[]> record) {
        String id = key(record);
        if (id == null) {
            throw new RefusedException("missing-id", "key", "a record without a value deletes the id in its key: it has no key");
        }
        String task = RecordText.header(record.headers(), "task");
        List<TaskDefinition> from = task == null
                ? tasks.all().stream().map(Task::definition).toList()
                : List.of(find(task, record).definition());
        return new LoggedExample.Deleted(from, id);
    }

    private LoggedExample json(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode json = StrictJson.readObject(record.value());
        Task task = find(taskName(json.path("task"), record), record);
        Input input = inputs.read(json).requireFor(task.definition().backbone(), task.vectors());
        return new LoggedExample.Labeled(task.definition(), task.backbone(), id(record, examples.id(json)), input, examples.annotation(json, task));
    }

    /** An example whose value is the input itself. */
    private LoggedExample labeled(ConsumerRecord<byte[], byte[]> record, Input input) {
        Task task = find(RecordText.header(record.headers(), "task"), record);
        input.requireFor(task.definition().backbone(), task.vectors());
        ObjectNode annotation = annotation(record, ExampleReader.targetField(task.definition().kind()));
        return new LoggedExample.Labeled(task.definition(), task.backbone(), id(record, null), input, examples.annotation(annotation, task));
    }

    /** What the headers say is right: only what the task takes, if that is there; else all that was given, to be refused by name. */
    private static ObjectNode annotation(ConsumerRecord<byte[], byte[]> record, String wanted) {
        ObjectNode annotation = StrictJson.MAPPER.createObjectNode();
        take(record, wanted, annotation);
        if (annotation.isEmpty()) {
            TARGET_HEADERS.forEach(header -> take(record, header, annotation));
        }
        return annotation;
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, String header, ObjectNode annotation) {
        String text = RecordText.header(record.headers(), header);
        if (text != null) {
            annotation.set(header, header.equals("label") ? TextNode.valueOf(text) : jsonOrText(text));
        }
    }

    private static JsonNode jsonOrText(String text) {
        try {
            return StrictJson.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (RefusedException _) {
            return TextNode.valueOf(text);
        }
    }

    private static String taskName(JsonNode task, ConsumerRecord<byte[], byte[]> record) {
        if (task.isMissingNode() || task.isNull()) {
            return RecordText.header(record.headers(), "task");
        }
        if (!task.isTextual()) {
            throw new RefusedException("unknown-task", "task", "task must be a string: " + task);
        }
        return task.textValue();
    }

    private Task find(String name, ConsumerRecord<byte[], byte[]> record) {
        if (name == null) {
            throw new RefusedException("unknown-task", "task", "task is missing");
        }
        String incarnation = RecordText.header(record.headers(), Incarnation.HEADER);
        return tasks.find(name)
                .filter(t -> incarnation == null || incarnation.equals(Long.toString(t.definition().createdAt().toEpochMilli())))
                .orElseThrow(() -> new RefusedException("unknown-task", "task", "task does not exist: " + name));
    }

    private String id(ConsumerRecord<byte[], byte[]> record, String inValue) {
        String key = key(record);
        if (key != null) {
            return key;
        }
        return inValue != null ? inValue : record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    private String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null || record.key().length == 0 ? null : examples.id(RecordText.decode(record.key(), "id"));
    }
}
