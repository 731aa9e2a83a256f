package dev.regraft.stream;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.PreparedInput;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Records that are extracted together and written in one transaction, sized by the work that they are: so much that the lanes are well
 * used, so little that a batch is done soon.
 *
 * <p>One thread fills it, starts it and takes its results.
 */
final class Batch {

    private static final Logger LOG = Logger.getLogger(Batch.class);
    private static final int MAX_TOKENS = 8_192;
    private static final int MAX_RECORDS = 1_024;
    private static final int MAX_BYTES = 4 << 20;

    private final List<Item> items = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
    private CompletableFuture<?> running = CompletableFuture.completedFuture(null);
    private final Queue<CompletableFuture<?>> requests = new ConcurrentLinkedQueue<>();
    private long tokens;
    private long bytes;

    /** A record, what it says or why it was refused, and what came of it. */
    static final class Item {

        private final ConsumerRecord<byte[], byte[]> record;
        private final LoggedExample example;
        private final Backbone backbone;
        private final PreparedInput input;
        private RefusedException refusal;
        private Extraction extraction;

        private Item(ConsumerRecord<byte[], byte[]> record, LoggedExample example, Backbone backbone, PreparedInput input,
                RefusedException refusal) {
            this.record = record;
            this.example = example;
            this.backbone = backbone;
            this.input = input;
            this.refusal = refusal;
        }

        /** A record with nothing to extract. */
        static Item of(ConsumerRecord<byte[], byte[]> record, LoggedExample.Deleted deletion) {
            return new Item(record, deletion, null, null, null);
        }

        /** A record whose input the backbone has prepared. */
        static Item of(ConsumerRecord<byte[], byte[]> record, LoggedExample.Labeled labeled, Backbone backbone, PreparedInput input) {
            return new Item(record, labeled, backbone, input, null);
        }

        /** A record that is refused. */
        static Item of(ConsumerRecord<byte[], byte[]> record, RefusedException refusal) {
            return new Item(record, null, null, null, refusal);
        }

        ConsumerRecord<byte[], byte[]> record() {
            return record;
        }

        LoggedExample example() {
            return example;
        }

        Backbone backbone() {
            return backbone;
        }

        /** Why it is refused; null if it is not. */
        RefusedException refusal() {
            return refusal;
        }

        /** The features of its input; null before the batch is done, and of a record that has none. */
        Extraction extraction() {
            return extraction;
        }
    }

    boolean hasRoom() {
        return tokens < MAX_TOKENS && items.size() < MAX_RECORDS && bytes < MAX_BYTES;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Adds a record, the next of its partition. */
    void add(Item item) {
        ConsumerRecord<byte[], byte[]> record = item.record;
        items.add(item);
        tokens += item.input == null ? 0 : item.input.length();
        bytes += record.serializedValueSize() > 0 ? record.serializedValueSize() : 0;
        offsets.put(new TopicPartition(record.topic(), record.partition()),
                new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
    }

    List<Item> items() {
        return items;
    }

    /** Where to read on after the batch. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }

    /** Hands the inputs to their backbones. */
    void start() {
        Map<Backbone, List<Item>> byBackbone = new LinkedHashMap<>();
        for (Item item : items) {
            if (item.input != null) {
                byBackbone.computeIfAbsent(item.backbone, _ -> new ArrayList<>()).add(item);
            }
        }
        running = all(byBackbone.entrySet().stream().map(entry -> extract(entry.getKey(), entry.getValue())).toList());
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Void>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> extract(Backbone backbone, List<Item> items) {
        return start(backbone, items).handle((_, failure) -> recover(backbone, items, failure)).thenCompose(done -> done);
    }

    private CompletableFuture<Void> start(Backbone backbone, List<Item> items) {
        var request = backbone.run(items.stream().map(item -> item.input).toList(), Priority.EXTRACT);
        requests.add(request);
        return request.thenAccept(extractions -> {
            for (int i = 0; i < items.size(); i++) {
                items.get(i).extraction = extractions.get(i);
            }
        });
    }

    /**
     * What failed together is tried one by one; what fails alone is refused. Unless the backbones are closing, or the process is in
     * trouble: then no input is at fault, and the batch is read again.
     */
    private CompletableFuture<Void> recover(Backbone backbone, List<Item> items, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            return CompletableFuture.completedFuture(null);
        }
        if (cause instanceof IllegalStateException || cause instanceof Error) {
            return CompletableFuture.failedFuture(cause);
        }
        if (items.size() > 1) {
            LOG.warnf("A batch of %d inputs failed, each is tried alone: %s", items.size(), cause);
            return all(items.stream().map(item -> extract(backbone, List.of(item))).toList());
        }
        items.getFirst().refusal = new RefusedException("extraction-failed", null, String.valueOf(cause.getMessage()));
        return CompletableFuture.completedFuture(null);
    }

    /** Takes back what no lane has begun. */
    void cancel() {
        requests.forEach(request -> request.cancel(false));
    }

    /**
     * Waits until all is extracted.
     *
     * @return false if the time ran out
     * @throws CompletionException with what kept it from being extracted; no record is at fault
     */
    boolean await(long timeoutMs) throws InterruptedException {
        try {
            running.get(timeoutMs, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }
}
