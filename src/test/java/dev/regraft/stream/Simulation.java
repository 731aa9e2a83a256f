package dev.regraft.stream;

import dev.regraft.graft.Order;
import dev.regraft.graft.Roles.Role;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import dev.regraft.sim.Faults;
import dev.regraft.sim.Moment;
import dev.regraft.sim.SimClock;
import dev.regraft.sim.SimCluster;
import dev.regraft.sim.SimProcess;
import dev.regraft.sim.SimulatedCrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One run of the whole loop by a seed, on one thread: examples in, extraction, fold, snapshot, publication, swap, over a simulated cluster,
 * disk and clock, while processes die, stop and come back.
 *
 * <p>First trouble, then peace: after {@link #TROUBLED_STEPS} steps nothing breaks any more, and the replicas do turns until nothing changes.
 * {@link SimulationChecks} looks after every step, and once more at the end.
 */
final class Simulation {

    static final String PREFIX = "sim.";
    static final int PARTITIONS = 2;
    static final List<String> TASKS = List.of("support", "spam", "my.task_2-b");

    private static final int TROUBLED_STEPS = 130;
    private static final int QUIET_ROUNDS = 400;
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration DELETE_RETENTION = Duration.ofHours(24);
    private static final List<Set<Role>> ROLES = List.of(EnumSet.allOf(Role.class), EnumSet.of(Role.EXTRACT, Role.SERVE),
            EnumSet.of(Role.TRAIN, Role.SERVE));
    private static final String[] LABELS = {"a", "b", "c"};

    private final SplittableRandom random;
    private final SimClock clock = new SimClock(START);
    private final SimCluster cluster;
    private final Path disk;
    private final Topics topics;
    private final FeaturesTopic features;
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final int[] frozenSteps = new int[ROLES.size()];
    private final boolean[] inTurn = new boolean[ROLES.size()];
    private final Map<String, TaskDefinition> defined = new TreeMap<>();
    private final Producer<byte[], byte[]> client;
    private final SimulationChecks checks;
    private final boolean ordered;
    private int downSteps;

    Simulation(long seed, FileSystem disk) {
        this.random = new SplittableRandom(seed);
        this.cluster = new SimCluster(random.split(), clock);
        this.disk = disk.getPath("/run-" + seed);
        this.topics = new Topics(config(0));
        cluster.createTopic(topics.examples(), 2, false);
        features = new FeaturesTopic(cluster.createTopic(topics.features(), PARTITIONS, true), DELETE_RETENTION);
        cluster.createTopic(topics.heads(), PARTITIONS, true);
        cluster.createTopic(topics.tasks(), 1, true);
        cluster.createTopic(topics.backbones(), 1, true);
        cluster.createTopic(topics.deadLetters(), 1, false);
        cluster.deleteRetention(DELETE_RETENTION);
        cluster.minCompactionLag(topics.features(), Topics.MIN_COMPACTION_LAG);
        this.client = cluster.process("client").producer(Map.of());
        this.checks = new SimulationChecks(cluster, topics);
        this.ordered = random.nextInt(4) == 0;
        for (int i = 0; i < ROLES.size(); i++) {
            replicas.add(begin(i));
        }
    }

    private record Config(String instance, Path directory, int snapshotRecords, TopicSettings topics) implements StreamConfig {
    }

    private record TopicConfig(String prefix, int partitions, short replicationFactor) implements StreamConfig.TopicSettings {
    }

    private StreamConfig config(int replica) {
        return new Config("replica-" + replica, disk.resolve("replica-" + replica), 5, new TopicConfig(PREFIX, PARTITIONS, (short) 1));
    }

    private SimulatedReplica begin(int index) {
        return new SimulatedReplica(cluster.process("replica-" + index), ROLES.get(index), config(index), features);
    }

    /** Runs it all. */
    void run() {
        if (random.nextInt(3) > 0) {
            cluster.faults(Faults.rough());
        }
        TASKS.forEach(this::define);
        for (int step = 0; step < TROUBLED_STEPS; step++) {
            trouble();
            work();
        }
        calm();
        for (int round = 0; round < QUIET_ROUNDS && !checks.isQuiet(replicas, defined); round++) {
            clock.advance(Duration.ofMillis(200));
            for (int i = 0; i < replicas.size(); i++) {
                for (int reader = 0; reader < replicas.get(i).readers(); reader++) {
                    turn(i, reader);
                }
            }
        }
        checks.end(replicas, defined, ordered);
    }

    /** What clients and replicas do. */
    private void work() {
        int choice = random.nextInt(10);
        if (choice < 2 && downSteps == 0) {
            send();
        } else {
            int index = random.nextInt(replicas.size());
            turn(index, random.nextInt(replicas.get(index).readers()));
        }
        clock.advance(Duration.ofMillis(random.nextInt(100)));
    }

    private void turn(int index, int reader) {
        SimulatedReplica replica = replicas.get(index);
        if (frozenSteps[index] > 0 || inTurn[index]) {
            return;
        }
        inTurn[index] = true;
        try {
            replica.turn(Math.min(reader, replica.readers() - 1));
        } catch (SimulatedCrash crash) {
            replicas.set(index, begin(index));
        } finally {
            inTurn[index] = false;
        }
        checks.look(index, replicas.get(index), ordered);
    }

    private void send() {
        String task = TASKS.get(random.nextInt(TASKS.size()));
        TaskDefinition definition = defined.get(task);
        int what = random.nextInt(40);
        if (definition == null) {
            define(task);
        } else if (what == 0) {
            delete(task);
        } else if (what < 3 && ordered) {
            order(definition);
        } else if (what < 5) {
            changeBackbone(definition);
        } else {
            String id = "e" + random.nextInt(12);
            sendExample(definition, id, what < 10 ? null : example(task));
        }
    }

    private void define(String task) {
        clock.advance(Duration.ofMillis(1));
        TaskDefinition definition = new TaskDefinition(task, clock.instant(), Kind.SINGLE_LABEL, "toy", List.of(), "auto", null, null,
                true, null, new Gate(random.nextInt(3) == 0 ? Gate.Mode.GUARDED : Gate.Mode.IMMEDIATE, 0.01, 0.05), List.of());
        send(new ProducerRecord<>(topics.tasks(), 0, bytes(task), TaskDefinition.FORMAT.write(definition)));
        defined.put(task, definition);
        checks.defined(task);
    }

    /** The task asks for the other backbone from now on. */
    private void changeBackbone(TaskDefinition before) {
        String other = SimulatedBackbone.NAMES.get(1 - SimulatedBackbone.NAMES.indexOf(before.backbone()));
        TaskDefinition definition = new TaskDefinition(before.task(), before.createdAt(), before.kind(), other, before.labels(), before.algorithm(),
                before.balance(), before.expansion(), before.hints(), before.hintVectors(), before.gate(), before.slices());
        send(new ProducerRecord<>(topics.tasks(), 0, bytes(before.task()), TaskDefinition.FORMAT.write(definition)));
        defined.put(before.task(), definition);
    }

    private void delete(String task) {
        send(new ProducerRecord<>(topics.tasks(), 0, bytes(task), null));
        defined.remove(task);
    }

    private void order(TaskDefinition task) {
        Order order = random.nextBoolean() ? new Order.Rollback() : new Order.Promote(1 + random.nextInt(6));
        send(new ProducerRecord<>(topics.features(), topics.partition(task.task()), new FeatureKey(task.task(), null).bytes(),
                new FeatureRecord.Ordered(task.createdAt(), order).bytes()));
    }

    private byte[] example(String task) {
        int label = random.nextInt(LABELS.length);
        int[] vector = {random.nextInt(30), random.nextInt(30), random.nextInt(30)};
        vector[label] += 60;
        return StrictJson.write(Map.of("task", task, "label", LABELS[label], "text", vector[0] + " " + vector[1] + " " + vector[2]));
    }

    private void sendExample(TaskDefinition task, String id, byte[] value) {
        // The same id always goes to the same partition, as Kafka's own partitioner has it.
        var record = new ProducerRecord<>(topics.examples(), id.hashCode() & 1, bytes(id), value);
        record.headers().add("task", bytes(task.task()));
        send(Incarnation.mark(record, task.createdAt()));
        checks.sent(task.task(), id, value);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        boolean acknowledged = false;
        while (!acknowledged) {
            try {
                client.send(record).get();
                acknowledged = true;
            } catch (ExecutionException _) {
                // The answer was lost: a client sends it again.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What breaks. */
    private void trouble() {
        for (int i = 0; i < frozenSteps.length; i++) {
            frozenSteps[i] = Math.max(0, frozenSteps[i] - 1);
        }
        if (downSteps > 0 && --downSteps == 0) {
            cluster.down(false);
        }
        int index = random.nextInt(replicas.size());
        SimProcess process = replicas.get(index).process();
        switch (random.nextInt(50)) {
            case 0 -> {
                process.kill();
                replicas.set(index, begin(index));
            }
            case 1, 2, 3 -> process.crashIn(1 + random.nextInt(12), random.nextBoolean() ? Moment.BEFORE : Moment.AFTER);
            case 4 -> stop(index);
            case 5 -> frozenSteps[index] = 5 + random.nextInt(20);
            case 6, 7, 8, 9 -> process.pauseIn(1 + random.nextInt(20), () -> others(index));
            case 10 -> {
                downSteps = 1 + random.nextInt(10);
                cluster.down(true);
            }
            case 11, 12 -> cluster.compact(topics.features(), random.nextInt(PARTITIONS));
            case 13 -> cluster.compact(topics.heads(), random.nextInt(PARTITIONS));
            case 14 -> cluster.compact(topics.tasks(), 0);
            case 15 -> clock.advance(Duration.ofSeconds(random.nextInt(40)));
            case 16 -> leap();
            case 17 -> clock.jump(process, Duration.ofMinutes(random.nextInt(120) - 60));
            case 18 -> process.loseNextCommit(random.nextBoolean() ? Moment.BEFORE : Moment.AFTER);
            case 19, 20 -> damageDisk(index);
            case 21, 22 -> cluster.rebalance(PREFIX + (random.nextBoolean() ? "train" : "extract"));
            default -> { }
        }
    }

    /** Nothing happens for hours. What trainers had to put right before, they have. */
    private void leap() {
        for (int i = 0; i < 60 && downSteps == 0; i++) {
            int index = random.nextInt(replicas.size());
            turn(index, random.nextInt(replicas.get(index).readers()));
            clock.advance(Duration.ofMillis(200));
        }
        clock.advance(Duration.ofHours(random.nextInt(30)));
    }

    /** What the others do while one process stands still in the midst of a turn, until it is taken for dead. */
    private void others(int still) {
        clock.advance(Duration.ofSeconds(random.nextInt(40)));
        int turns = random.nextInt(40);
        for (int i = 0; i < turns; i++) {
            int index = random.nextInt(replicas.size());
            if (index != still) {
                turn(index, random.nextInt(replicas.get(index).readers()));
                clock.advance(Duration.ofMillis(200));
            }
            if (i % 8 == 0 && downSteps == 0) {
                send();
            }
        }
    }

    private void stop(int index) {
        try {
            replicas.get(index).stop();
        } catch (SimulatedCrash | RuntimeException _) {
            replicas.get(index).process().kill();
        }
        replicas.set(index, begin(index));
    }

    private void damageDisk(int index) {
        Path snapshots = config(index).directory().resolve("snapshots");
        if (!Files.isDirectory(snapshots)) {
            return;
        }
        try (Stream<Path> files = Files.list(snapshots)) {
            for (Path file : files.sorted().toList()) {
                byte[] whole = Files.readAllBytes(file);
                if (whole.length == 0) {
                    continue;
                }
                switch (random.nextInt(4)) {
                    case 0 -> Files.write(file, Arrays.copyOf(whole, random.nextInt(whole.length + 1)));
                    case 1 -> {
                        whole[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                        Files.write(file, whole);
                    }
                    case 2 -> Files.delete(file);
                    default -> copyElsewhere(file);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An older snapshot of another replica, as after a volume was put back or handed on. */
    private void copyElsewhere(Path file) throws IOException {
        Path folder = config(random.nextInt(ROLES.size())).directory().resolve("snapshots");
        Files.createDirectories(folder);
        Files.write(folder.resolve(file.getFileName().toString()), Files.readAllBytes(file));
    }

    private void calm() {
        cluster.faults(Faults.none());
        cluster.down(false);
        downSteps = 0;
        clock.advance(Duration.ofMinutes(2));
        for (int i = 0; i < replicas.size(); i++) {
            frozenSteps[i] = 0;
            replicas.get(i).process().crashIn(Integer.MAX_VALUE, Moment.BEFORE);
            replicas.get(i).process().pauseIn(Integer.MAX_VALUE, () -> { });
        }
    }
}
