package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.Backbones;
import dev.regraft.head.Kind;
import dev.regraft.backbone.InputReader;
import dev.regraft.backbone.LaneSettings;
import dev.regraft.dev.TestBroker;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.Limits;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.Tasks;
import dev.regraft.onnx.OnnxRuntime;
import dev.regraft.quality.Gate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Extraction with transactions against the same without, in turns, and how busy it keeps the lanes. Not part of the tests: run by
 * {@code -Dtest=ExtractionBenchmark}. Without transactions nothing is committed either, not even how far was read.
 */
class ExtractionBenchmark {

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 7);
    private static final int EXAMPLES = 4_000;
    private static final String[] WORDS = "my card parcel was lost in the mail and I want to know when it will be sent again please".split(" ");
    private static final Set<String> OF_TRANSACTIONS = Set.of("initTransactions", "beginTransaction", "sendOffsetsToTransaction");

    @TempDir
    static Path directory;

    private record Round(double examplesPerSecond, double busy) {
    }

    /** A producer whose transactions do nothing but wait until all is acknowledged. */
    private static final class WithoutTransactions extends KafkaClients {

        WithoutTransactions(Map<String, Object> common, StreamConfig config) {
            super(common, config);
        }

        @Override
        @SuppressWarnings("unchecked")
        Producer<byte[], byte[]> open(Map<String, Object> config, ByteArraySerializer bytes) {
            if (config.remove("transactional.id") == null) {
                return super.open(config, bytes);
            }
            Producer<byte[], byte[]> plain = super.open(config, bytes);
            return (Producer<byte[], byte[]>) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Producer.class}, (_, method, arguments) -> {
                if (OF_TRANSACTIONS.contains(method.getName())) {
                    return null;
                }
                try {
                    return method.getName().equals("commitTransaction") ? flush(plain) : method.invoke(plain, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }

        private static Object flush(Producer<byte[], byte[]> plain) {
            plain.flush();
            return null;
        }
    }

    @Test
    void comparesExtractionWithAndWithoutTransactions() throws Exception {
        OnnxRuntime.start();
        try (TestBroker broker = new TestBroker(directory.resolve("broker"));
                Backbones backbones = new Backbones(directory, LaneSettings.defaults(), 50)) {
            backbones.load("all-minilm-l6-v2");
            round(broker, backbones, "warm-up.", true);
            double[] ratios = new double[ROUNDS];
            double[] busy = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                Round first = round(broker, backbones, "first-" + i + ".", i % 2 == 0);
                Round second = round(broker, backbones, "second-" + i + ".", i % 2 == 1);
                Round with = i % 2 == 0 ? first : second;
                Round without = i % 2 == 0 ? second : first;
                ratios[i] = with.examplesPerSecond() / without.examplesPerSecond();
                busy[i] = with.busy();
                System.out.printf("with %s, without %s, ratio %.3f%n", with, without, ratios[i]);
            }
            Arrays.sort(ratios);
            Arrays.sort(busy);
            System.out.printf("ratio: median %.3f of %s; lanes busy: median %.3f%n", ratios[ROUNDS / 2], Arrays.toString(ratios), busy[ROUNDS / 2]);
            assertTrue(ratios[ROUNDS / 2] >= 0.9 && busy[ROUNDS / 2] >= 0.9);
        }
    }

    private static Round round(TestBroker broker, Backbones backbones, String prefix, boolean transactions) throws Exception {
        StreamConfig config = new SmallRyeConfigBuilder().withMapping(StreamConfig.class).withDefaultValue("regraft.instance", "bench")
                .withDefaultValue("regraft.topics.prefix", prefix).build().getConfigMapping(StreamConfig.class);
        Map<String, Object> common = Map.of("bootstrap.servers", broker.bootstrapServers());
        KafkaClients clients = transactions ? new KafkaClients(common, config) : new WithoutTransactions(common, config);
        Topics topics = new Topics(config);
        try (Admin admin = clients.admin()) {
            prepare(topics, admin);
        }
        send(clients, topics);
        Tasks tasks = new Tasks();
        StreamMetrics metrics = new StreamMetrics(new SimpleMeterRegistry());
        Follower follower = new Follower(clients, topics, tasks, new Registered().in(clients, topics), metrics);
        Limits limits = new SmallRyeConfigBuilder().withMapping(Limits.class).build().getConfigMapping(Limits.class);
        Extractor extractor = new Extractor(clients, topics, new ExampleDecoder(tasks, new InputReader(1_000), new ExampleReader(limits)),
                backbones, new DeadLetters(topics, new SimpleMeterRegistry()), follower, metrics);
        long extractedBefore = backbones.itemsExtracted();
        try (LogThread _ = follower.start()) {
            while (!tasks.complete()) {
                Thread.sleep(5);
            }
            try (LogThread _ = extractor.start()) {
                // From a quarter on, when the group has formed, to the end
                awaitExtracted(backbones, extractedBefore + EXAMPLES / 4);
                long busyBefore = backbones.busyNanos();
                long extracted = backbones.itemsExtracted();
                long began = System.nanoTime();
                awaitExtracted(backbones, extractedBefore + EXAMPLES * 9 / 10);
                double seconds = (System.nanoTime() - began) / 1e9;
                double busy = (backbones.busyNanos() - busyBefore) / 1e9 / seconds / LaneSettings.defaults().lanes();
                return new Round((backbones.itemsExtracted() - extracted) / seconds, busy);
            }
        }
    }

    private static void prepare(Topics topics, Admin admin) throws Exception {
        for (boolean ready = false; !ready; ) {
            try {
                topics.prepare(admin);
                ready = true;
            } catch (ExecutionException _) {
                Thread.sleep(50);
            }
        }
    }

    private static void awaitExtracted(Backbones backbones, long count) throws InterruptedException {
        while (backbones.itemsExtracted() < count) {
            Thread.sleep(2);
        }
    }

    private static void send(KafkaClients clients, Topics topics) {
        Random random = new Random(7);
        try (Producer<byte[], byte[]> producer = clients.producer()) {
            var definition = new TaskDefinition("bench", Instant.EPOCH, Kind.SINGLE_LABEL, "all-minilm-l6-v2", List.of(), "auto", null,
                    null, true, null, Gate.DEFAULT, List.of());
            producer.send(new ProducerRecord<>(topics.tasks(), "bench".getBytes(StandardCharsets.UTF_8), TaskDefinition.FORMAT.write(definition)));
            for (int i = 0; i < EXAMPLES; i++) {
                String text = random.ints(4 + random.nextInt(14), 0, WORDS.length).mapToObj(w -> WORDS[w]).collect(Collectors.joining(" "));
                producer.send(new ProducerRecord<>(topics.examples(), ("e" + i).getBytes(StandardCharsets.UTF_8),
                        StrictJson.write(Map.of("task", "bench", "text", text, "label", "l" + i % 5))));
            }
        }
    }
}
