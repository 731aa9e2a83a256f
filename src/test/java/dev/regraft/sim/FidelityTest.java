package dev.regraft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regraft.dev.TestBroker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs one script against a real broker and against the simulation. */
@Timeout(120)
class FidelityTest {

    private static final Faults ROUGH_BUT_SURE = new Faults(0.2, 0.3, 0.3, 0, 0.3, 0, 0);
    private static final int SEEDS = 50;

    @TempDir
    static Path directory;

    @Test
    void simulationBehavesAsARealBrokerDoes() throws Exception {
        String real = real();
        assertEquals(real, simulated(0, Faults.none()));
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertEquals(real, simulated(seed, ROUGH_BUT_SURE), "seed " + seed);
        }
    }

    private static String real() throws Exception {
        try (TestBroker broker = new TestBroker(directory)) {
            Map<String, Object> common = Map.of("bootstrap.servers", broker.bootstrapServers(), "retry.backoff.ms", 10);
            try (Admin admin = Admin.create(common)) {
                admin.createTopics(List.of(topic(Behavior.IN.topic(), 1), topic(Behavior.OUT.topic(), 1), topic(Behavior.PAIR, 2),
                        topic(Behavior.TABLE.topic(), 1).configs(Map.of("cleanup.policy", "compact")))).all().get();
            }
            return text(new Behavior(new Behavior.Clients() {
                @Override
                public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
                    config.putAll(common);
                    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                }

                @Override
                public Producer<byte[], byte[]> producer(Map<String, Object> config) {
                    config.putAll(common);
                    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
                }
            }));
        }
    }

    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, (short) 1);
    }

    private static String simulated(long seed, Faults faults) throws Exception {
        SimCluster cluster = new SimCluster(new SplittableRandom(seed), new SimClock(Instant.EPOCH));
        cluster.createTopic(Behavior.IN.topic(), 1, false);
        cluster.createTopic(Behavior.OUT.topic(), 1, false);
        cluster.createTopic(Behavior.PAIR, 2, false);
        cluster.createTopic(Behavior.TABLE.topic(), 1, true);
        cluster.faults(faults);
        return text(new Behavior(new Behavior.Clients() {
            @Override
            public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
                return cluster.process("a").consumer(config);
            }

            @Override
            public Producer<byte[], byte[]> producer(Map<String, Object> config) {
                return cluster.process("a").producer(config);
            }
        }));
    }

    private static String text(Behavior behavior) throws Exception {
        return String.join("\n", behavior.notes());
    }
}
