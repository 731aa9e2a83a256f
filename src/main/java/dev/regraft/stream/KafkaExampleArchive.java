package dev.regraft.stream;

import dev.regraft.feature.RefusedException;
import dev.regraft.graft.ArchivedExample;
import dev.regraft.graft.ExampleArchive;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.LogUnavailableException;
import dev.regraft.graft.Position;
import dev.regraft.graft.TaskDefinition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What the topics of features and of examples hold, read by consumers that are thrown away. Two questions at a time: whoever asks more waits.
 */
@Singleton
public final class KafkaExampleArchive implements ExampleArchive {

    private static final int AT_ONCE = 2;
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(60);
    private static final Duration SEEK = Duration.ofSeconds(10);
    /** So many of the wanted examples are remembered beyond those that are asked for: the last ones may turn out to be deleted. */
    private static final int SPARE = 10_000;
    private static final int BEGINNING = 2_000;

    private final KafkaClients clients;
    private final Topics topics;
    private final ExampleDecoder decoder;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    public KafkaExampleArchive(KafkaClients clients, Topics topics, ExampleDecoder decoder) {
        this.clients = clients;
        this.topics = topics;
        this.decoder = decoder;
    }

    /** A question to the log. */
    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    private <T> T inTurn(Question<T> question) throws InterruptedException {
        if (!turns.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new LogUnavailableException("others read the log: no turn came within " + WAIT.toSeconds() + " s", null);
        }
        try {
            return question.ask();
        } catch (InterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (KafkaException e) {
            throw new LogUnavailableException("the log cannot be read: " + e.getMessage(), e);
        } finally {
            turns.release();
        }
    }

    /** The same for who is not interrupted. */
    private <T> T now(Question<T> question) {
        try {
            return inTurn(question);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service stops", e);
        }
    }

    @Override
    public List<ArchivedExample> examples(TaskDefinition task, Predicate<ArchivedExample> wanted, int most) {
        SequencedMap<String, ArchivedExample> found = new LinkedHashMap<>();
        TopicPartition partition = new TopicPartition(topics.features(), topics.partition(task.task()));
        now(() -> {
            try (LogReader reader = new LogReader(clients, READ)) {
                reader.forEach(partition, Long.MAX_VALUE, record -> take(task, record, wanted, found, most + SPARE));
            }
            return null;
        });
        return found.reversed().values().stream().limit(most).toList();
    }

    private static void take(TaskDefinition task, ConsumerRecord<byte[], byte[]> record, Predicate<ArchivedExample> wanted,
            SequencedMap<String, ArchivedExample> found, int most) {
        FeatureKey key = FeatureKey.read(record.key());
        if (!key.task().equals(task.task()) || key.id() == null) {
            return;
        }
        Optional<FeatureEntry> entry = entry(record);
        if (entry.isEmpty() || entry.get().incarnation().filter(i -> !i.equals(task.createdAt())).isPresent()) {
            return;
        }
        found.remove(key.id());
        LabeledFeatures example = example(entry.get().value());
        if (example != null) {
            var archived = new ArchivedExample(key.id(), example.target(), example.weight(), example.attributes(), entry.get().source().example());
            if (wanted.test(archived)) {
                found.put(key.id(), archived);
            }
            if (found.size() > most) {
                found.pollFirstEntry();
            }
        }
    }

    private static LabeledFeatures example(FeatureRecord value) {
        return value == null ? null : value.kept(null).map(KeptExample::example).orElse(null);
    }

    /** Empty if it cannot be read: then it is not learned either. */
    private static Optional<FeatureEntry> entry(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(FeatureEntry.read(record));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    @Override
    public Map<Position, String> texts(Collection<Position> positions) {
        SortedMap<Integer, TreeSet<Long>> offsets = new TreeMap<>();
        positions.forEach(position -> offsets.computeIfAbsent(position.partition(), _ -> new TreeSet<>()).add(position.offset()));
        Map<Position, String> texts = new HashMap<>();
        return now(() -> {
            try (LogReader reader = new LogReader(clients, SEEK)) {
                offsets.forEach((partition, wanted) -> reader.pick(new TopicPartition(topics.examples(), partition), wanted,
                        record -> labeled(record).ifPresent(example -> text(example).ifPresent(
                                text -> texts.put(new Position(record.partition(), record.offset()), text)))));
            }
            return texts;
        });
    }

    @Override
    public Map<String, String> newestTexts(TaskDefinition task, int most) throws InterruptedException {
        Map<String, String> texts = new HashMap<>();
        return inTurn(() -> {
            try (LogReader reader = new LogReader(clients, READ)) {
                List<TopicPartition> partitions = reader.partitions(topics.examples());
                for (TopicPartition partition : partitions) {
                    reader.forEach(partition, Math.ceilDiv(most, partitions.size()), record -> {
                        if (mayBeOf(task, record)) {
                            labeled(record).filter(example -> isOf(task, example))
                                    .ifPresent(example -> text(example).ifPresent(text -> texts.put(example.id(), beginning(text))));
                        }
                    });
                }
            }
            return texts;
        });
    }

    /** What a header says of another task need not be read. */
    private static boolean mayBeOf(TaskDefinition task, ConsumerRecord<byte[], byte[]> record) {
        String named = RecordText.header(record.headers(), "task");
        return named == null || named.equals(task.task());
    }

    private static boolean isOf(TaskDefinition task, LoggedExample.Labeled example) {
        return example.task().task().equals(task.task()) && example.task().createdAt().equals(task.createdAt());
    }

    private Optional<LoggedExample.Labeled> labeled(ConsumerRecord<byte[], byte[]> record) {
        try {
            return decoder.decode(record) instanceof LoggedExample.Labeled example ? Optional.of(example) : Optional.empty();
        } catch (RefusedException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(LoggedExample.Labeled example) {
        return Optional.ofNullable(example.input().textOrNull());
    }

    private static String beginning(String text) {
        return text.length() <= BEGINNING ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING);
    }
}
