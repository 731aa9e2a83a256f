package dev.regraft.sim;

import static dev.regraft.sim.Scene.WIDE;
import static dev.regraft.sim.Scene.poll;
import static dev.regraft.sim.Scene.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;

class SimGroupTest {

    private static final Duration OVER_SESSION = Duration.ofSeconds(46);
    private static final int ALL = Scene.WIDE_PARTITIONS;

    private final Scene scene = new Scene(1);
    private final SimCluster cluster = scene.cluster;

    /** A member that notes what its listener is told, as a word and a number of partitions. */
    private static final class Witness implements ConsumerRebalanceListener {
        private final List<String> told = new ArrayList<>();
        private final Consumer<byte[], byte[]> consumer;

        Witness(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
            consumer.subscribe(List.of(WIDE), this);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            told.add("assigned " + partitions.size());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            told.add("revoked " + partitions.size());
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            told.add("lost " + partitions.size());
        }

        Set<TopicPartition> turn() {
            poll(consumer);
            return consumer.assignment();
        }
    }

    private Witness member(String process, String instance) {
        return new Witness(scene.member(process, "g", instance));
    }

    @Test
    void partitionsMoveWhenTheOldOwnerGaveThemBack() {
        Witness first = member("a", null);
        assertEquals(ALL, first.turn().size());
        Witness second = member("b", null);
        assertEquals(0, second.turn().size());
        assertEquals(2, first.turn().size());
        assertEquals(2, second.turn().size());
        Set<TopicPartition> together = new HashSet<>(first.turn());
        together.addAll(second.turn());
        assertEquals(ALL, together.size());
        assertEquals(List.of("assigned 4", "revoked 2", "assigned 0"), first.told);
        assertEquals(List.of("assigned 0", "assigned 2"), second.told);
        assertEquals(first.consumer.groupMetadata().generationId(), second.consumer.groupMetadata().generationId());
    }

    @Test
    void assignmentsDifferFromSeedToSeed() {
        Set<Set<TopicPartition>> seen = new HashSet<>();
        Witness first = member("a", null);
        Witness second = member("b", null);
        for (int i = 0; i < 200; i++) {
            cluster.rebalance("g");
            second.turn();
            first.turn();
            second.turn();
            seen.add(first.turn());
        }
        assertEquals(6, seen.size());
    }

    @Test
    void memberThatIsNotSeenForItsSessionLosesItsPartitions() {
        Witness paused = member("a", null);
        paused.turn();
        String memberId = paused.consumer.groupMetadata().memberId();
        Witness other = member("b", null);
        other.turn();
        scene.clock.advance(OVER_SESSION);
        assertEquals(ALL, other.turn().size());
        assertThrows(CommitFailedException.class, paused.consumer::commitSync);
        paused.turn();
        assertEquals(List.of("assigned 4", "lost 4", "assigned 0"), paused.told);
        assertFalse(memberId.equals(paused.consumer.groupMetadata().memberId()));
    }

    @Test
    void staticMemberComesBackWithoutARebalance() {
        Witness before = member("a", "i");
        Witness other = member("b", "j");
        before.turn();
        other.turn();
        before.turn();
        other.turn();
        Set<TopicPartition> owned = before.turn();
        int generation = before.consumer.groupMetadata().generationId();
        before.consumer.close();
        Witness after = member("a", "i");
        assertEquals(owned, after.turn());
        assertEquals(generation, after.consumer.groupMetadata().generationId());
        assertEquals(2, other.turn().size());
        assertEquals("revoked 2", before.told.getLast());
    }

    @Test
    void partitionsThatAnHeirWasNotGivenYetGoWhereTheyAreMeantToGo() {
        Witness other = member("b", "j");
        other.turn();
        for (int i = 0; i < 20; i++) {
            Witness heir = member("a", "i");
            cluster.faults(new Faults(0, 0, 1, 0, 0, 0, 0));
            heir.turn();
            cluster.rebalance("g");
            cluster.faults(Faults.none());
            other.turn();
            heir.turn();
            other.turn();
            assertEquals(ALL, heir.turn().size() + other.turn().size());
        }
    }

    @Test
    void livingOlderMemberOfTheSameInstanceIsFenced() {
        Witness older = member("a", "i");
        older.turn();
        assertEquals(ALL, member("b", "i").turn().size());
        assertThrows(FencedInstanceIdException.class, older.consumer::commitSync);
        assertThrows(FencedInstanceIdException.class, older::turn);
        assertThrows(CommitFailedException.class, older.consumer::commitSync);
    }

    @Test
    void fencedMemberThatPollsOnFencesItsSuccessor() {
        Witness older = member("a", "i");
        older.turn();
        Witness newer = member("b", "i");
        newer.turn();
        assertThrows(FencedInstanceIdException.class, older::turn);
        older.turn();
        assertEquals(List.of("assigned 4", "lost 4", "assigned 4"), older.told);
        assertThrows(FencedInstanceIdException.class, newer::turn);
    }

    @Test
    void dynamicMemberLeavesWhenItCloses() {
        Witness first = member("a", null);
        first.turn();
        Witness second = member("b", null);
        second.turn();
        first.consumer.close();
        assertEquals(ALL, second.turn().size());
    }

    @Test
    void staticMemberLeavesOnlyWhenToldTo() {
        Witness first = member("a", "i");
        first.turn();
        Witness second = member("b", "j");
        second.turn();
        first.turn();
        second.turn();
        first.consumer.close();
        assertEquals(2, second.turn().size());
        Witness again = member("a", "i");
        again.turn();
        again.consumer.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        assertEquals(ALL, second.turn().size());
    }

    @Test
    void memberGoesOnWhereTheGroupIs() {
        TopicPartition partition = new TopicPartition(WIDE, 0);
        for (int i = 0; i < 3; i++) {
            scene.producer("p").send(record(partition, "k", "" + i));
        }
        Witness member = member("a", null);
        assertEquals(List.of("k=0", "k=1", "k=2"), poll(member.consumer));
        member.consumer.commitSync(Map.of(partition, new OffsetAndMetadata(2)));
        member.consumer.close();
        Consumer<byte[], byte[]> next = member("b", null).consumer;
        assertEquals(List.of("k=2"), poll(next));
        assertEquals(2, next.committed(Set.of(partition)).get(partition).offset());
    }

    @Test
    void callbackMayUseTheConsumer() {
        TopicPartition partition = new TopicPartition(WIDE, 3);
        scene.producer("p").send(record(partition, "k", "v"));
        Consumer<byte[], byte[]> consumer = scene.member("a", "g", null);
        consumer.subscribe(List.of(WIDE), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                assertEquals(1, consumer.endOffsets(partitions).get(partition));
                consumer.seekToEnd(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                assertTrue(consumer.assignment().containsAll(partitions));
            }
        });
        assertEquals(List.of(), poll(consumer));
        assertEquals(1, consumer.position(partition));
        consumer.close();
    }
}
