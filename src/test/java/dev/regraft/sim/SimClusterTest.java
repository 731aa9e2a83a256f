package dev.regraft.sim;

import static dev.regraft.sim.Scene.LOG;
import static dev.regraft.sim.Scene.TABLE;
import static dev.regraft.sim.Scene.poll;
import static dev.regraft.sim.Scene.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs, reading, compaction, outages and crashes; transactions and groups have tests of their own. */
class SimClusterTest {

    private final Scene scene = new Scene(1);
    private final SimCluster cluster = scene.cluster;

    @Test
    void recordsAreReadInOrderAndNotMoreThanAskedFor() {
        Producer<byte[], byte[]> producer = scene.producer("a");
        for (int i = 0; i < 5; i++) {
            producer.send(record(LOG, "k" + i, "v"));
        }
        Consumer<byte[], byte[]> reader = cluster.process("b").consumer(Map.of("max.poll.records", "2"));
        reader.assign(List.of(LOG));
        reader.seek(LOG, 1);
        assertEquals(List.of("k1=v", "k2=v"), poll(reader));
        assertEquals(3, reader.position(LOG));
        assertEquals(OptionalLong.of(2), reader.currentLag(LOG));
        assertEquals(List.of("k3=v", "k4=v"), poll(reader));
    }

    @Test
    void pausedPartitionIsNotDelivered() {
        scene.producer("a").send(record(LOG, "k", "v"));
        Consumer<byte[], byte[]> reader = scene.reader("b", LOG);
        reader.pause(Set.of(LOG));
        assertEquals(Set.of(LOG), reader.paused());
        assertEquals(List.of(), poll(reader));
        reader.resume(Set.of(LOG));
        assertEquals(List.of("k=v"), poll(reader));
    }

    @Test
    void roughPollsReturnEverythingInTheEnd() {
        cluster.faults(Faults.rough());
        Producer<byte[], byte[]> producer = scene.producer("a");
        for (int i = 0; i < 20; i++) {
            producer.send(new ProducerRecord<>(Scene.WIDE, i % 4, new byte[] {(byte) i}, null));
        }
        producer.flush();
        Consumer<byte[], byte[]> reader = cluster.process("b").consumer(Map.of());
        List<TopicPartition> partitions = cluster.partitionsOf(Scene.WIDE);
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        Set<Integer> sizes = new TreeSet<>();
        while (partitions.stream().anyMatch(partition -> reader.position(partition) < ends.get(partition))) {
            sizes.add(poll(reader).size());
        }
        assertTrue(sizes.contains(0) && sizes.size() > 2, "sizes of polls: " + sizes);
    }

    @Test
    void sentRecordsAreCopies() {
        byte[] value = {'v'};
        Producer<byte[], byte[]> producer = scene.producer("a");
        producer.send(new ProducerRecord<>("log", 0, null, value));
        value[0] = 'w';
        assertEquals(List.of("null=v"), scene.committed(LOG));
    }

    @Test
    void compactionKeepsTheNewestOfEachKeyAndTheGaps() {
        Producer<byte[], byte[]> producer = scene.producer("a");
        for (int i = 0; i < 100; i++) {
            producer.send(record(TABLE, "k" + i % 3, "v" + i));
        }
        for (int i = 0; i < 20; i++) {
            cluster.compact("table", 0);
        }
        List<LogEntry> left = cluster.entries("table", 0);
        assertTrue(left.size() <= 3 + 4, left::toString);
        assertEquals(99, left.getLast().offset());
        Consumer<byte[], byte[]> reader = scene.reader("b", TABLE);
        List<String> read = poll(reader);
        assertEquals(Set.of("k0=v99", "k1=v97", "k2=v98"), Set.copyOf(read.subList(read.size() - 3, read.size())));
        assertEquals(100, reader.position(TABLE));
        assertEquals(100, cluster.everCommitted("table", 0).size());
    }

    @Test
    void compactionTakesTombstonesOnlyWhenTheyAreOld() {
        Producer<byte[], byte[]> producer = scene.producer("a");
        producer.send(record(TABLE, "gone", "v"));
        producer.send(record(TABLE, "gone", null));
        for (int i = 0; i < 5; i++) {
            producer.send(record(TABLE, "k" + i, "v"));
        }
        compactFully();
        assertEquals("gone=null", scene.committed(TABLE).getFirst());
        scene.clock.advance(Duration.ofHours(25));
        compactFully();
        assertFalse(scene.committed(TABLE).contains("gone=null"));
    }

    @Test
    void compactionStopsAtAnOpenTransaction() {
        Producer<byte[], byte[]> producer = scene.producer("a");
        producer.send(record(TABLE, "k", "1"));
        Producer<byte[], byte[]> open = scene.transactional("b", "t");
        open.beginTransaction();
        open.send(record(TABLE, "open", "v"));
        for (int i = 0; i < 10; i++) {
            producer.send(record(TABLE, "k", "v" + i));
        }
        compactFully();
        assertEquals(12, cluster.entries("table", 0).size());
        assertEquals(List.of("k=1"), scene.committed(TABLE));
    }

    @Test
    void compactionTakesAbortedRecords() {
        Producer<byte[], byte[]> producer = scene.transactional("a", "t");
        producer.beginTransaction();
        producer.send(record(TABLE, "k", "aborted"));
        producer.abortTransaction();
        producer.beginTransaction();
        for (int i = 0; i < 10; i++) {
            producer.send(record(TABLE, "other", "v" + i));
        }
        producer.commitTransaction();
        compactFully();
        assertEquals(List.of(), cluster.entries("table", 0).stream().filter(LogEntry::isAbortedRecord).toList());
    }

    private void compactFully() {
        for (int i = 0; i < 50; i++) {
            cluster.compact("table", 0);
        }
    }

    @Test
    void plainTopicIsNotCompacted() {
        assertThrows(IllegalArgumentException.class, () -> cluster.compact("log", 0));
    }

    @Test
    void compactedTopicRefusesRecordsWithoutKey() {
        var sent = scene.producer("a").send(record(TABLE, null, "v"));
        assertInstanceOf(InvalidRecordException.class, assertThrows(ExecutionException.class, sent::get).getCause());
    }

    @Test
    void topicThatIsCreatedAgainIsAnotherOne() {
        scene.producer("a").send(record(LOG, "k", "v"));
        var id = cluster.topicId("log");
        cluster.deleteTopic("log");
        assertNotEquals(id, cluster.createTopic("log", 1, false));
        assertEquals(0, cluster.endOffset("log", 0));
    }

    @Test
    void nothingArrivesWhileTheClusterIsDown() throws Exception {
        Producer<byte[], byte[]> producer = scene.producer("a");
        producer.send(record(LOG, "k", "1")).get();
        Consumer<byte[], byte[]> reader = scene.reader("b", LOG);
        cluster.down(true);
        assertEquals(List.of(), poll(reader));
        assertThrows(TimeoutException.class, () -> reader.endOffsets(List.of(LOG)));
        assertThrows(TimeoutException.class, () -> reader.partitionsFor("log"));
        assertThrows(TimeoutException.class, () -> scene.transactional("a", "t"));
        var sent = producer.send(record(LOG, "k", "2"));
        assertInstanceOf(TimeoutException.class, assertThrows(ExecutionException.class, sent::get).getCause());
        cluster.down(false);
        assertEquals(List.of("k=1"), poll(reader));
    }

    @Test
    void processThatIsCutOffAloneMissesTheCluster() {
        Consumer<byte[], byte[]> near = scene.reader("a", LOG);
        Consumer<byte[], byte[]> far = scene.reader("b", LOG);
        scene.producer("a").send(record(LOG, "k", "v"));
        cluster.process("b").cutOff(true);
        assertEquals(List.of("k=v"), poll(near));
        assertEquals(List.of(), poll(far));
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void crashComesBeforeOrAfterTheEffect(Moment moment) {
        Producer<byte[], byte[]> producer = scene.producer("a");
        producer.send(record(LOG, "k", "1"));
        SimProcess process = cluster.process("a");
        process.crashIn(1, moment);
        assertThrows(SimulatedCrash.class, () -> producer.send(record(LOG, "k", "2")));
        assertFalse(process.isAlive());
        assertThrows(SimulatedCrash.class, producer::close);
        assertEquals(moment == Moment.BEFORE ? List.of("k=1") : List.of("k=1", "k=2"), scene.committed(LOG));
        assertTrue(cluster.process("a").isAlive());
    }

    @Test
    void processMayStopInTheMidstOfItsTurn() {
        Producer<byte[], byte[]> slow = scene.producer("a");
        Producer<byte[], byte[]> quick = scene.producer("b");
        cluster.process("a").pauseIn(2, () -> quick.send(record(LOG, "quick", "v")));
        slow.send(record(LOG, "slow", "1"));
        slow.send(record(LOG, "slow", "2"));
        assertEquals(List.of("slow=1", "quick=v", "slow=2"), scene.committed(LOG));
    }

    @Test
    void clockOfOneProcessMayJump() {
        scene.clock.jump(cluster.process("a"), Duration.ofHours(1));
        scene.producer("a").send(record(LOG, "k", "v"));
        LogEntry entry = cluster.committed("log", 0).getFirst();
        assertEquals(scene.clock.millis(), entry.appendedMs());
        assertEquals(scene.clock.millis() + Duration.ofHours(1).toMillis(), entry.timestampMs());
    }

    @Test
    void wakeupEndsTheNextPoll() {
        Consumer<byte[], byte[]> reader = scene.reader("a", LOG);
        reader.wakeup();
        assertThrows(WakeupException.class, () -> poll(reader));
        assertEquals(List.of(), poll(reader));
    }

    @Test
    void whatIsNotSimulatedSaysSo() {
        Consumer<byte[], byte[]> reader = scene.reader("a", LOG);
        String message = assertThrows(UnsupportedOperationException.class, reader::listTopics).getMessage();
        assertTrue(message.contains("listTopics"), message);
    }
}
