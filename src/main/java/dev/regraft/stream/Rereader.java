package dev.regraft.stream;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.BackboneSource;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.Unread;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Has the backbone that a task asks for read inputs which the topic of examples still holds: in the background, and behind whatever is to be
 * served.
 */
@Singleton
public final class Rereader {

    private static final Logger LOG = Logger.getLogger(Rereader.class);
    /** Examples that are read together: their inputs are looked for in the log in one go, and what comes of them is written in one transaction. */
    static final int AT_ONCE = 512;
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration EXTRACT = Duration.ofSeconds(60);

    private final KafkaClients clients;
    private final Topics topics;
    private final ExampleDecoder decoder;
    private final BackboneSource backbones;
    private final Executor background;

    @Inject
    public Rereader(KafkaClients clients, Topics topics, ExampleDecoder decoder, BackboneSource backbones) {
        this(clients, topics, decoder, backbones, work -> Thread.ofPlatform().name("regraft-reread").daemon().start(work));
    }

    Rereader(KafkaClients clients, Topics topics, ExampleDecoder decoder, BackboneSource backbones, Executor background) {
        this.clients = clients;
        this.topics = topics;
        this.decoder = decoder;
        this.backbones = backbones;
        this.background = background;
    }

    /** Begins to read. What was not reached in time has no result. */
    FutureTask<Map<Unread, Reading.Result>> begin(Reading reading) {
        FutureTask<Map<Unread, Reading.Result>> work = new FutureTask<>(() -> new Work(reading).read());
        background.execute(work);
        return work;
    }

    /** One reading, in batches as large as the extractor's, so that memory is bounded by those. */
    private final class Work {

        private final Reading reading;
        private final Map<Unread, Reading.Result> results = new HashMap<>();
        private final Map<Batch.Item, Unread> items = new LinkedHashMap<>();
        private Batch batch = new Batch();
        private Backbone backbone;

        Work(Reading reading) {
            this.reading = reading;
        }

        Map<Unread, Reading.Result> read() throws InterruptedException {
            SortedMap<Integer, SortedMap<Long, Unread>> wanted = new TreeMap<>();
            for (Unread unread : reading.unread()) {
                wanted.computeIfAbsent(unread.input().partition(), _ -> new TreeMap<>()).put(unread.input().offset(), unread);
            }
            Set<Unread> reached = new LinkedHashSet<>(reading.unread());
            try (LogReader reader = new LogReader(clients, READ)) {
                wanted.forEach((partition, offsets) -> {
                    var missed = reader.pick(new TopicPartition(topics.examples(), partition), new TreeSet<>(offsets.keySet()),
                            record -> take(record, offsets.get(record.offset())));
                    missed.forEach(offset -> reached.remove(offsets.get(offset)));
                });
                extract();
            }
            reached.forEach(unread -> results.putIfAbsent(unread, new Reading.Result.Gone()));
            return results;
        }

        private void take(ConsumerRecord<byte[], byte[]> record, Unread unread) {
            try {
                if (decoder.decode(record) instanceof LoggedExample.Labeled labeled) {
                    Batch.Item item = Batch.Item.of(record, labeled, backbone(), backbone().prepare(labeled.input()));
                    items.put(item, unread);
                    batch.add(item);
                }
            } catch (RefusedException e) {
                LOG.debugf("Example %s of task %s cannot be read by %s: %s", unread.id(), reading.task().task(), reading.backbone(), e.detail());
            }
            if (!batch.hasRoom()) {
                extract();
            }
        }

        /** That there is no such backbone is not the input's fault. */
        private Backbone backbone() {
            if (backbone == null) {
                try {
                    backbone = backbones.load(reading.backbone());
                } catch (RefusedException e) {
                    throw new IllegalStateException(e.detail(), e);
                }
            }
            return backbone;
        }

        private void extract() {
            batch.start();
            try {
                if (!batch.await(EXTRACT.toMillis())) {
                    batch.cancel();
                    throw new IllegalStateException(items.size() + " inputs were not extracted within " + EXTRACT);
                }
            } catch (InterruptedException e) {
                batch.cancel();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("nobody wants it any more", e);
            }
            items.forEach((item, unread) -> results.put(unread, item.refusal() != null ? new Reading.Result.Gone()
                    : new Reading.Result.Read(backbone.space(), item.extraction().features())));
            items.clear();
            batch = new Batch();
        }
    }
}
