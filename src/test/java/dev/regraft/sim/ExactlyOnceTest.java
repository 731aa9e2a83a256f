package dev.regraft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Copies a topic in transactions while all kinds of things break, as proof of the simulation: a right copier loses and repeats nothing. */
class ExactlyOnceTest {

    private static final int SEEDS = 400;
    private static final int RECORDS = 30;
    private static final int MAX_TURNS = 2_000;
    private static final String[] NAMES = {"a", "b"};

    /** The process under test: copies {@code wide} to {@code log}; what fails ends the session, and the next turn begins another. */
    private static final class Copier {
        private final Scene scene;
        private final String name;
        private final boolean fenced;
        private SimProcess process;
        private Consumer<byte[], byte[]> consumer;
        private Producer<byte[], byte[]> producer;
        /** It is paused in the midst of a turn: no other turn of it can begin. */
        private boolean inTurn;

        Copier(Scene scene, String name, boolean fenced) {
            this.scene = scene;
            this.name = name;
            this.fenced = fenced;
        }

        void turn() {
            if (inTurn) {
                return;
            }
            inTurn = true;
            try {
                if (process == null || !process.isAlive()) {
                    consumer = null;
                    process = scene.cluster.process(name);
                }
                if (consumer == null) {
                    open();
                }
                copy(consumer.poll(Scene.POLL));
            } catch (KafkaException e) {
                close();
            } catch (SimulatedCrash _) {
                assertTrue(!process.isAlive());
            } finally {
                inTurn = false;
            }
        }

        private void open() {
            producer = scene.transactional(name, "copy-" + name);
            consumer = scene.member(name, "copy", name);
            consumer.subscribe(List.of(Scene.WIDE));
        }

        private void copy(ConsumerRecords<byte[], byte[]> records) {
            if (!records.isEmpty()) {
                producer.beginTransaction();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    producer.send(new ProducerRecord<>("log", 0, record.key(), record.value()));
                }
                ConsumerGroupMetadata group = fenced ? consumer.groupMetadata() : new ConsumerGroupMetadata("copy");
                producer.sendOffsetsToTransaction(records.nextOffsets(), group);
                producer.commitTransaction();
            }
        }

        private void close() {
            try {
                if (consumer != null) {
                    consumer.close();
                    producer.close();
                }
            } catch (SimulatedCrash _) {
                assertTrue(!process.isAlive());
            }
            consumer = null;
        }
    }

    /** What a seed left: the whole log, and what a reader sees of it. */
    private record Run(List<LogEntry> entries, List<String> copies) {
    }

    private static Run run(long seed, boolean fenced) {
        SplittableRandom random = new SplittableRandom(seed);
        Scene scene = new Scene(random.nextLong());
        SimCluster cluster = scene.cluster;
        Producer<byte[], byte[]> source = scene.producer("source");
        for (int i = 0; i < RECORDS; i++) {
            source.send(Scene.record(new TopicPartition(Scene.WIDE, i % Scene.WIDE_PARTITIONS), "%02d".formatted(i), "v"));
        }
        List<Copier> copiers = new ArrayList<>();
        for (String name : NAMES) {
            copiers.add(new Copier(scene, name, fenced));
        }
        cluster.faults(Faults.rough());
        for (int turn = 0; turn < 60; turn++) {
            breakSomething(scene, random, copiers);
            copiers.get(random.nextInt(copiers.size())).turn();
        }
        cluster.down(false);
        cluster.faults(Faults.none());
        for (int turn = 0; turn < MAX_TURNS && !isRead(scene); turn++) {
            scene.clock.advance(Duration.ofSeconds(1));
            copiers.forEach(Copier::turn);
        }
        assertTrue(isRead(scene), "seed " + seed + " does not come to an end");
        return new Run(cluster.entries("log", 0), scene.committed(Scene.LOG).stream().sorted().toList());
    }

    private static void breakSomething(Scene scene, SplittableRandom random, List<Copier> copiers) {
        int chosen = random.nextInt(NAMES.length);
        SimProcess victim = scene.cluster.process(NAMES[chosen]);
        switch (random.nextInt(20)) {
            case 5 -> victim.pauseIn(1 + random.nextInt(10), () -> {
                scene.clock.advance(Duration.ofSeconds(random.nextInt(100)));
                for (int i = 0; i < 5; i++) {
                    copiers.get(1 - chosen).turn();
                }
            });
            case 0 -> victim.kill();
            case 1 -> victim.crashIn(1 + random.nextInt(20), random.nextBoolean() ? Moment.BEFORE : Moment.AFTER);
            case 2 -> scene.clock.advance(Duration.ofSeconds(random.nextInt(100)));
            case 3 -> scene.cluster.down(random.nextInt(4) == 0);
            case 4 -> scene.cluster.rebalance("copy");
            default -> scene.clock.advance(Duration.ofMillis(random.nextInt(2_000)));
        }
    }

    private static boolean isRead(Scene scene) {
        return scene.cluster.partitionsOf(Scene.WIDE).stream().allMatch(partition ->
                scene.cluster.committedOffset("copy", partition.topic(), partition.partition())
                        == scene.cluster.endOffset(partition.topic(), partition.partition()))
                && scene.cluster.stableOffset("log", 0) == scene.cluster.endOffset("log", 0);
    }

    private static List<String> expected() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            all.add("%02d=v".formatted(i));
        }
        return all;
    }

    @Test
    void rightCopierLosesAndRepeatsNothing() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertEquals(expected(), run(seed, true).copies(), "seed " + seed);
        }
    }

    @Test
    void copierThatDoesNotSayWhichMemberItIsRepeats() {
        long wrong = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            wrong += run(seed, false).copies().equals(expected()) ? 0 : 1;
        }
        assertTrue(wrong > 0, "no seed of " + SEEDS + " finds the planted fault");
    }

    @Test
    void sameSeedGivesTheSameRun() {
        for (long seed = 0; seed < 20; seed++) {
            Run run = run(seed, true);
            assertEquals(run.entries().toString(), run(seed, true).entries().toString());
            assertNotEquals(run.entries().toString(), run(seed + 1, true).entries().toString());
        }
    }
}
