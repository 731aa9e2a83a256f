package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Target;
import dev.regraft.head.Kind;
import dev.regraft.feature.Features;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.NewerFormatException;
import dev.regraft.graft.ExampleArchive;
import dev.regraft.graft.Grafts;
import dev.regraft.graft.KeptExample;
import dev.regraft.graft.LabeledFeatures;
import dev.regraft.graft.Report;
import dev.regraft.graft.Reviewer;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskState;
import dev.regraft.graft.Tasks;
import dev.regraft.quality.Gate;
import dev.regraft.graft.Training;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learners;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PartitionFoldTest {

    private static final Instant FIRST = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(60);

    private final Topics topics = new Topics(new SmallRyeConfigBuilder().withMapping(StreamConfig.class)
            .withDefaultValue("regraft.instance", "test").build().getConfigMapping(StreamConfig.class));
    private final Tasks tasks = new Tasks();
    private final PartitionFold fold = fold(Optional.empty());
    private long offset;

    private PartitionFold fold(Optional<Reviewer> reviewer) {
        var training = new Training(_ -> Learners.fast(new LdaLearner()), 1000, Runnable::run, reviewer, InstantSource.fixed(SECOND));
        return new PartitionFold(topics.partition("support"), topics, tasks, new Grafts(tasks, training),
                new DeadLetters(topics, new SimpleMeterRegistry()));
    }

    private void define(Instant incarnation) {
        tasks.define(new TaskDefinition("support", incarnation, Kind.SINGLE_LABEL, "toy", List.of(), "auto", null, null, true, null,
                Gate.DEFAULT, List.of()));
    }

    private void vector(String id, Instant incarnation, String label, float... values) {
        var space = new FeatureSpace("toy", "0".repeat(64), values.length);
        var example = new LabeledFeatures(incarnation, space, new Target.Label(label), 1, Map.of("channel", "mail"), Features.quantise(values));
        take("support/" + id, new FeatureRecord.Vector(example).bytes(), null);
    }

    private void take(String key, byte[] value, Instant incarnation) {
        var headers = new RecordHeaders();
        if (incarnation != null) {
            headers.add(Incarnation.HEADER, Long.toString(incarnation.toEpochMilli()).getBytes(StandardCharsets.UTF_8));
        }
        fold.take(new ConsumerRecord<>(topics.features(), topics.partition("support"), offset++, 0, TimestampType.CREATE_TIME, 0, 0,
                key.getBytes(StandardCharsets.UTF_8), value, headers, Optional.empty()));
    }

    /** What is to be written: topic without prefix, key, and {@code -} where the value is null. */
    private List<String> outcomes() {
        return fold.outcomes().stream().map(PartitionFoldTest::text).toList();
    }

    /** The leftovers that are taken out now. */
    private List<String> removed() {
        List<FeatureKey> removable = fold.removable();
        List<String> tombstones = removable.stream().map(fold::tombstone).map(PartitionFoldTest::text).toList();
        fold.removed(removable);
        return tombstones;
    }

    /** The examples that are written once more now. */
    private List<String> rewritten() {
        Map<FeatureKey, KeptExample> rewrites = fold.rewrites();
        fold.rewritten(rewrites.keySet());
        return rewrites.entrySet().stream().map(entry -> text(fold.rewrite(entry.getKey(), entry.getValue()))).toList();
    }

    private static String text(ProducerRecord<byte[], byte[]> record) {
        return record.topic().replace("regraft.", "") + " " + new String(record.key(), StandardCharsets.UTF_8) + (record.value() == null ? " -" : "");
    }

    @Test
    void publishesAHeadAndThenItsState() {
        define(FIRST);
        fold.caughtUp();
        vector("1", FIRST, "a", 1, 0);
        assertEquals(List.of("heads support"), outcomes());
        vector("2", FIRST, "b", 0, 1);
        assertFalse(fold.settled());
        assertEquals(List.of("heads support/1", "heads support"), outcomes());
        assertTrue(fold.settled());
        assertEquals(List.of(), outcomes());
    }

    @Test
    void publishesWhatWasFoundOutBehindTheState() {
        define(FIRST);
        List<Runnable> examinations = new ArrayList<>();
        PartitionFold examined = fold(Optional.of(new Reviewer(examinations::add, ExampleArchive.NOTHING)));
        examined.caughtUp();
        var example = new LabeledFeatures(FIRST, new FeatureSpace("toy", "0".repeat(64), 1), new Target.Label("a"), 1, Map.of(), Features.quantise(1));
        examined.restore(new FeatureKey("support", "1"), new KeptExample(example, null));
        assertEquals(List.of("heads support"), examined.outcomes().stream().map(PartitionFoldTest::text).toList());
        examinations.removeFirst().run();
        List<ProducerRecord<byte[], byte[]>> outcomes = examined.outcomes();
        assertEquals(List.of("heads support", "heads support/report"), outcomes.stream().map(PartitionFoldTest::text).toList());
        assertEquals(Optional.of(FIRST), Incarnation.of(outcomes.getLast().headers()));
        assertEquals(1, Report.FORMAT.read(outcomes.getLast().value()).examples());
        assertEquals(List.of(), examined.outcomes());
    }

    @Test
    void examplesOfATaskThatIsOverAreTakenOutOfTheLog() {
        define(FIRST);
        fold.caughtUp();
        vector("1", FIRST, "a", 1, 0);
        outcomes();
        tasks.delete("support");
        assertEquals(List.of("features support/1 -"), removed());
        vector("late", FIRST, "a", 1, 0);
        assertEquals(List.of("features support/late -"), removed());
        assertEquals(List.of(), removed());
    }

    @Test
    void leftoversStayWhileALaterTaskOfTheNameMightHaveTheirKeys() {
        define(FIRST);
        fold.caughtUp();
        vector("1", FIRST, "a", 1, 0);
        vector("2", FIRST, "a", 1, 0);
        define(SECOND);
        assertEquals(List.of(), removed());
        vector("1", SECOND, "a", 1, 0);
        tasks.delete("support");
        assertEquals(List.of("features support/2 -", "features support/1 -"), removed());
    }

    @Test
    void headsAreSweptAfterTheExamples() {
        define(FIRST);
        fold.caughtUp();
        vector("1", FIRST, "a", 1, 0);
        tasks.remains("support", "support");
        tasks.delete("support");
        List<FeatureKey> removable = fold.removable();
        assertEquals(List.of(), outcomes());
        fold.removed(removable);
        assertEquals(List.of("heads support -"), outcomes());
    }

    @Test
    void exampleThatWasBuriedByTheEndOfAnEarlierTaskIsWrittenAgain() {
        define(SECOND);
        fold.caughtUp();
        vector("1", SECOND, "a", 1, 0);
        take("support/1", null, FIRST);
        assertEquals(List.of("heads support"), outcomes());
        assertEquals(List.of("features support/1"), rewritten());
        vector("1", SECOND, "a", 1, 0);
        // A late vector of the earlier task buries it as well
        vector("1", FIRST, "z", 0, 1);
        assertEquals(List.of("features support/1"), rewritten());
        // On its way: it is not written twice
        assertEquals(List.of(), rewritten());
        assertFalse(fold.settled());
    }

    @Test
    void deletionForAnotherIncarnationForgetsNothing() {
        define(SECOND);
        fold.caughtUp();
        vector("1", SECOND, "a", 1, 0);
        take("support/1", null, FIRST);
        assertEquals(1, fold.size());
        take("support/1", null, SECOND);
        assertEquals(0, fold.size());
        assertEquals(List.of("heads support"), outcomes());
    }

    @Test
    void taskWithoutADefinitionIsNotPublishedUntilItIsKnownToBeOver() {
        fold.caughtUp();
        vector("1", FIRST, "a", 1, 0);
        assertEquals(List.of(), outcomes());
        assertEquals(Set.of("support"), fold.undefined());
        assertFalse(fold.settled());
        fold.endUndefined(fold.undefined());
        assertEquals(List.of("features support/1 -"), removed());
    }

    @Test
    void whatRemainsOfAnEarlierTaskIsSweptBeforeTheNextPublishes() {
        define(SECOND);
        tasks.remains("support", "support");
        tasks.remains("support", "support/1");
        fold.caughtUp();
        vector("1", SECOND, "a", 1, 0);
        vector("2", SECOND, "b", 0, 1);
        assertEquals(List.of("heads support -", "heads support/1 -", "heads support/1", "heads support"), outcomes());
        assertEquals(List.of(), outcomes());
    }

    @Test
    void recordThatCannotBeReadGoesToTheDeadLettersOnce() {
        define(FIRST);
        take("support/1", new byte[] {1, 2, 3}, null);
        fold.caughtUp();
        assertEquals(List.of(), outcomes());
        take("support/2", new byte[] {1, 2, 3}, null);
        assertEquals(List.of("dead-letters support/2"), outcomes());
    }

    @Test
    void recordOfALaterFormatIsNotSkipped() {
        define(FIRST);
        var space = new FeatureSpace("toy", "0".repeat(64), 1);
        ByteBuffer later = ByteBuffer.wrap(new FeatureRecord.Vector(
                new LabeledFeatures(FIRST, space, new Target.Label("a"), 1, Map.of(), Features.quantise(1))).bytes());
        later.putShort(4, (short) (FeatureRecord.FRAME.version() + 1));
        CRC32C crc = new CRC32C();
        crc.update(later.array(), 0, later.capacity() - Integer.BYTES);
        later.putInt(later.capacity() - Integer.BYTES, (int) crc.getValue());
        var refusal = assertThrows(NewerFormatException.class, () -> take("support/1", later.array(), null));
        assertTrue(refusal.getMessage().startsWith("record regraft.features-" + topics.partition("support") + "@0: format version"),
                refusal.getMessage());
    }

    @Test
    void taskWhoseStateIsOfALaterFormatIsNotBegunAnew() {
        define(FIRST);
        tasks.cannotRead("support", "record support of regraft.heads: format version of a TaskState must be 1: 2");
        assertThrows(NewerFormatException.class, () -> vector("1", FIRST, "a", 1, 0));
    }

    private void given(String id, String label, double... numbers) {
        var example = new LabeledFeatures(FIRST, GivenVectors.space(numbers.length), new Target.Label(label), 1, Map.of(),
                GivenVectors.features(numbers));
        take("support/" + id, new FeatureRecord.Vector(example).bytes(), null);
    }

    @Test
    void firstVectorMadeElsewhereSaysHowManyNumbersAllHave() {
        define(FIRST);
        fold.caughtUp();
        given("1", "a", 1, 0);
        given("2", "b", 1, 0, 0);
        // The loser goes to the dead letters, once
        assertEquals(List.of("dead-letters support/2", "heads support"), outcomes());
        assertEquals(1, fold.size());
        // Also when the first is gone
        take("support/1", null, FIRST);
        given("3", "b", 1, 0, 0);
        assertEquals(List.of("dead-letters support/3", "heads support"), outcomes());
        given("4", "b", 0, 1);
        assertEquals(List.of("heads support"), outcomes());
    }

    @Test
    void exampleThatARefusedVectorBuriesIsWrittenAgain() {
        define(FIRST);
        fold.caughtUp();
        given("1", "a", 1, 0);
        given("1", "b", 1, 0, 0);
        assertEquals(List.of("dead-letters support/1", "heads support"), outcomes());
        assertEquals(List.of("features support/1"), rewritten());
        assertEquals(1, fold.size());
    }

    @Test
    void refusedVectorIsPassedOverWhenTheLogIsReadAgain() {
        define(FIRST);
        fold.caughtUp();
        given("1", "a", 1, 0);
        given("2", "b", 1, 0, 0);
        byte[] state = fold.outcomes().getLast().value();
        tasks.advance("support", TaskState.FORMAT.read(state), 0);
        // Compaction has left the refused one in front
        offset = 0;
        PartitionFold again = fold(Optional.empty());
        again.take(new ConsumerRecord<>(topics.features(), topics.partition("support"), 1, 0, TimestampType.CREATE_TIME, 0, 0,
                "support/2".getBytes(StandardCharsets.UTF_8), new FeatureRecord.Vector(new LabeledFeatures(FIRST, GivenVectors.space(3),
                        new Target.Label("b"), 1, Map.of(), GivenVectors.features(new double[] {1, 0, 0}))).bytes(), new RecordHeaders(),
                Optional.empty()));
        again.caughtUp();
        assertEquals(0, again.size());
        assertEquals(List.of(), again.outcomes().stream().map(PartitionFoldTest::text).filter(text -> text.startsWith("dead")).toList());
    }
}
