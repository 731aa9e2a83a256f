package dev.regraft.sim;

import static dev.regraft.sim.Scene.LOG;
import static dev.regraft.sim.Scene.poll;
import static dev.regraft.sim.Scene.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimTransactionsTest {

    private final Scene scene = new Scene(1);
    private final SimCluster cluster = scene.cluster;

    private Producer<byte[], byte[]> open(String process, String value) {
        Producer<byte[], byte[]> producer = scene.transactional(process, "t");
        producer.beginTransaction();
        producer.send(record(LOG, "k", value));
        return producer;
    }

    @Test
    void readerOfCommittedRecordsStopsAtAnOpenTransaction() {
        Producer<byte[], byte[]> open = open("a", "1");
        scene.producer("b").send(record(LOG, "k", "2"));
        Consumer<byte[], byte[]> reader = scene.reader("c", LOG);
        assertEquals(List.of(), poll(reader));
        assertEquals(Map.of(LOG, 0L), reader.endOffsets(List.of(LOG)));
        assertEquals(Map.of(LOG, 2L), cluster.process("c").consumer(Map.of()).endOffsets(List.of(LOG)));
        open.commitTransaction();
        assertEquals(List.of("k=1", "k=2"), poll(reader));
        assertEquals(3, reader.position(LOG));
    }

    @Test
    void abortedRecordsAreSkipped() {
        Producer<byte[], byte[]> producer = open("a", "1");
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(record(LOG, "k", "2"));
        producer.commitTransaction();
        assertEquals(List.of("k=2"), poll(scene.reader("b", LOG)));
        Consumer<byte[], byte[]> uncommitted = cluster.process("b").consumer(Map.of("auto.offset.reset", "earliest"));
        uncommitted.assign(List.of(LOG));
        assertEquals(List.of("k=1", "k=2"), poll(uncommitted));
    }

    @Test
    void newProducerOfTheSameIdFencesTheOlderOne() {
        Producer<byte[], byte[]> older = open("a", "1");
        Producer<byte[], byte[]> newer = open("b", "2");
        assertThrows(ProducerFencedException.class, older::commitTransaction);
        newer.commitTransaction();
        assertEquals(List.of("k=2"), scene.committed(LOG));
    }

    @Test
    void recordsOfAFencedProducerFail() {
        Set<String> failures = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            Producer<byte[], byte[]> older = scene.transactional("a", "t");
            scene.transactional("b", "t");
            older.beginTransaction();
            var sent = older.send(record(LOG, "k", "1"));
            failures.add(assertThrows(ExecutionException.class, sent::get).getCause().getClass().getSimpleName());
            assertThrows(KafkaException.class, older::commitTransaction);
        }
        assertEquals(Set.of("InvalidProducerEpochException", "ProducerFencedException"), failures);
        assertEquals(0, cluster.endOffset("log", 0));
    }

    @Test
    void crashedProducersTransactionStaysOpenUntilItTimesOut() {
        open("a", "1");
        cluster.process("a").kill();
        scene.clock.advance(Duration.ofSeconds(59));
        cluster.step();
        assertEquals(0, cluster.stableOffset("log", 0));
        scene.clock.advance(Duration.ofSeconds(2));
        cluster.step();
        assertEquals(2, cluster.stableOffset("log", 0));
        assertEquals(List.of(), scene.committed(LOG));
    }

    @Test
    void producerWhoseTransactionTimedOutIsFenced() {
        Producer<byte[], byte[]> slow = open("a", "1");
        scene.clock.advance(Duration.ofMinutes(2));
        assertThrows(ProducerFencedException.class, slow::commitTransaction);
        assertThrows(ProducerFencedException.class, slow::abortTransaction);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void commitOfUnknownOutcomeMayBeRepeatedOrDecidedByASuccessor(Moment moment) {
        Producer<byte[], byte[]> producer = open("a", "1");
        cluster.process("a").loseNextCommit(moment);
        assertThrows(TimeoutException.class, producer::commitTransaction);
        assertThrows(IllegalStateException.class, producer::abortTransaction);
        if (moment == Moment.AFTER) {
            cluster.process("a").kill();
            scene.transactional("a", "t");
        } else {
            producer.commitTransaction();
        }
        assertEquals(List.of("k=1"), scene.committed(LOG));
    }

    @Test
    void commitThatWasLostIsUndoneByASuccessor() {
        Producer<byte[], byte[]> producer = open("a", "1");
        cluster.process("a").loseNextCommit(Moment.BEFORE);
        assertThrows(TimeoutException.class, producer::commitTransaction);
        cluster.process("a").kill();
        scene.transactional("a", "t");
        assertEquals(List.of(), scene.committed(LOG));
    }

    @Test
    void markersOfADecidedTransactionComeOneByOneAndBeforeASuccessor() {
        cluster.faults(new Faults(0, 0, 0, 1, 0, 0, 0));
        Producer<byte[], byte[]> producer = scene.transactional("a", "t");
        producer.beginTransaction();
        List<TopicPartition> partitions = cluster.partitionsOf(Scene.WIDE);
        partitions.forEach(partition -> producer.send(record(partition, "k", "v")));
        producer.commitTransaction();
        assertTrue(partitions.stream().allMatch(partition -> scene.committed(partition).isEmpty()));
        scene.transactional("b", "t");
        assertTrue(partitions.stream().allMatch(partition -> scene.committed(partition).equals(List.of("k=v"))));
    }

    @Test
    void closingAbortsWhatIsOpenUnlessItIsForced() {
        open("a", "1").close();
        assertEquals(2, cluster.stableOffset("log", 0));
        open("a", "2").close(Duration.ZERO);
        assertEquals(2, cluster.stableOffset("log", 0));
        assertEquals(3, cluster.endOffset("log", 0));
    }

    @Test
    void emptyTransactionLeavesNoTrace() {
        Producer<byte[], byte[]> producer = scene.transactional("a", "t");
        scene.transactional("b", "t");
        producer.beginTransaction();
        producer.commitTransaction();
        assertEquals(0, cluster.endOffset("log", 0));
    }

    @Test
    void offsetsComeWithTheTransactionAndNotWithoutIt() {
        Consumer<byte[], byte[]> member = member("a", null);
        Producer<byte[], byte[]> producer = open("a", "1");
        producer.sendOffsetsToTransaction(offset(7), member.groupMetadata());
        producer.abortTransaction();
        assertEquals(-1, cluster.committedOffset("g", "log", 0));
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(offset(8), member.groupMetadata());
        assertEquals(-1, cluster.committedOffset("g", "log", 0));
        producer.commitTransaction();
        assertEquals(8, cluster.committedOffset("g", "log", 0));
    }

    @Test
    void newOwnerWaitsForOffsetsThatAreUndecided() {
        scene.producer("p").send(record(LOG, "k", "1"));
        Consumer<byte[], byte[]> member = member("a", "i");
        Producer<byte[], byte[]> producer = scene.transactional("a", "t");
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(offset(1), member.groupMetadata());
        cluster.process("a").kill();
        Consumer<byte[], byte[]> successor = member("b", "i");
        assertEquals(Set.of(LOG), successor.assignment());
        assertEquals(List.of(), poll(successor));
        assertThrows(TimeoutException.class, () -> successor.committed(Set.of(LOG)));
        scene.transactional("b", "t");
        assertEquals(List.of("k=1"), poll(successor));
    }

    @Test
    void offsetsOfZombiesAreRefused() {
        Consumer<byte[], byte[]> zombie = member("a", "i");
        ConsumerGroupMetadata stale = zombie.groupMetadata();
        member("b", "i");
        assertRefused(FencedInstanceIdException.class, stale);
        Consumer<byte[], byte[]> removed = member("c", null);
        ConsumerGroupMetadata expired = removed.groupMetadata();
        scene.clock.advance(Duration.ofMinutes(1));
        assertRefused(CommitFailedException.class, expired);
        Consumer<byte[], byte[]> back = member("c", null);
        ConsumerGroupMetadata present = back.groupMetadata();
        assertRefused(CommitFailedException.class,
                new ConsumerGroupMetadata("g", present.generationId() - 1, present.memberId(), present.groupInstanceId()));
    }

    private void assertRefused(Class<? extends KafkaException> refusal, ConsumerGroupMetadata metadata) {
        Producer<byte[], byte[]> producer = scene.transactional("p", "p");
        producer.beginTransaction();
        assertThrows(refusal, () -> producer.sendOffsetsToTransaction(offset(1), metadata));
        assertInstanceOf(refusal, assertThrows(KafkaException.class, producer::commitTransaction).getCause());
        producer.abortTransaction();
        producer.beginTransaction();
        assertEquals(-1, cluster.committedOffset("g", "log", 0));
    }

    @Test
    void bareGroupNameIsNotFenced() {
        member("a", "i");
        Producer<byte[], byte[]> producer = scene.transactional("p", "p");
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(offset(1), new ConsumerGroupMetadata("g"));
        producer.commitTransaction();
        assertEquals(1, cluster.committedOffset("g", "log", 0));
    }

    /** A member that has joined. */
    private Consumer<byte[], byte[]> member(String process, String instance) {
        Consumer<byte[], byte[]> member = scene.member(process, "g", instance);
        member.subscribe(List.of("log"));
        poll(member);
        return member;
    }

    private static Map<TopicPartition, OffsetAndMetadata> offset(long offset) {
        return Map.of(LOG, new OffsetAndMetadata(offset));
    }
}
