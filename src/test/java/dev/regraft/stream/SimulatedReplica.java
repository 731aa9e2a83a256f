package dev.regraft.stream;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.InputReader;
import dev.regraft.graft.ExampleArchive;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.Grafts;
import dev.regraft.graft.Limits;
import dev.regraft.graft.Roles.Role;
import dev.regraft.graft.Reviewer;
import dev.regraft.graft.Tasks;
import dev.regraft.sim.SimProcess;
import dev.regraft.sim.SimulatedCrash;
import dev.regraft.graft.Training;
import dev.regraft.train.Balance;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learners;
import dev.regraft.train.PrototypeLearner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One life of a process of the service: the real readers of the log, on simulated clients, each of which does one turn when it is told to.
 * It stands in for {@link LogThread} and {@link LogLifecycle}.
 */
final class SimulatedReplica {

    private static final Limits LIMITS = new SmallRyeConfigBuilder().withMapping(Limits.class).build().getConfigMapping(Limits.class);

    private static final int REFINED_FROM = 4;

    private final SimProcess process;
    private final Tasks tasks = new Tasks();
    private final List<Reader> readers = new ArrayList<>();
    private final List<Reader> later = new ArrayList<>();

    /** A reader of the log: a session, and how to begin the next one. */
    private static final class Reader {

        private final LogThread.Opening opening;
        private LogThread.Session session;

        Reader(LogThread.Opening opening) {
            this.opening = opening;
        }

        void turn() throws Exception {
            try {
                if (session == null) {
                    session = opening.open();
                }
                session.turn();
            } catch (SimulatedCrash crash) {
                throw crash;
            } catch (AssertionError broken) {
                throw broken;
            } catch (Throwable failure) {
                end();
            }
        }

        void end() {
            LogThread.Session ended = session;
            session = null;
            try {
                if (ended != null) {
                    ended.close();
                }
            } catch (SimulatedCrash crash) {
                throw crash;
            } catch (Throwable failure) {
                // As in a LogThread: the next session begins from the log.
            }
        }
    }

    /** The clients of a process of the simulated cluster. */
    private static final class Clients extends KafkaClients {

        private final SimProcess process;

        Clients(SimProcess process, StreamConfig config) {
            super(Map.of(), config);
            this.process = process;
        }

        @Override
        Producer<byte[], byte[]> open(Map<String, Object> config, ByteArraySerializer bytes) {
            return process.producer(config);
        }

        @Override
        Consumer<byte[], byte[]> open(Map<String, Object> config, ByteArrayDeserializer bytes) {
            return process.consumer(config);
        }
    }

    /** At two speeds, both at once: whatever is refined is the nearest mean's. */
    static Training training(InstantSource clock) {
        Learners learners = new Learners(Optional.of(new LdaLearner()), Optional.of(new PrototypeLearner(Balance.NONE)), REFINED_FROM);
        return new Training(_ -> learners, 1000, Runnable::run, Optional.of(new Reviewer(oneInFour(), ExampleArchive.NOTHING)), clock);
    }

    /** Does what comes first, fifth and so on at once; the rest it never does, as if it were still at work when nobody wants it any more. */
    private static Executor oneInFour() {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            if (count.getAndIncrement() % 4 == 0) {
                work.run();
            }
        };
    }

    SimulatedReplica(SimProcess process, Set<Role> roles, StreamConfig config, FeaturesTopic features) {
        this.process = process;
        KafkaClients clients = new Clients(process, config);
        Topics topics = new Topics(config);
        StreamMetrics metrics = new StreamMetrics(new SimpleMeterRegistry());
        DeadLetters deadLetters = new DeadLetters(topics, new SimpleMeterRegistry());
        Follower follower = new Follower(clients, topics, tasks, new Registered().in(clients, topics), metrics);
        Grafts grafts = new Grafts(tasks, training(process.clock()));
        ExampleDecoder decoder = new ExampleDecoder(tasks, new InputReader(1_000), new ExampleReader(LIMITS));
        Map<String, Backbone> backbones = SimulatedBackbone.NAMES.stream().collect(Collectors.toMap(name -> name, SimulatedBackbone::new));
        Rereader rereader = new Rereader(clients, topics, decoder, backbones::get, Runnable::run);
        Trainer trainer = new Trainer(clients, topics, tasks, follower, grafts, deadLetters, rereader, process.clock(), metrics, config);
        trainer.features = features;
        Extractor extractor = new Extractor(clients, topics, decoder, backbones::get, deadLetters, follower, metrics);
        readers.add(new Reader(() -> follower.new Session()));
        if (roles.contains(Role.EXTRACT)) {
            later.add(new Reader(() -> extractor.new Session()));
        }
        if (roles.contains(Role.TRAIN)) {
            later.add(new Reader(() -> trainer.new Session()));
        }
    }

    SimProcess process() {
        return process;
    }

    /** The tasks as this replica serves them. */
    Tasks tasks() {
        return tasks;
    }

    int readers() {
        return readers.size();
    }

    /**
     * Has one reader do one turn.
     *
     * @throws SimulatedCrash if the process dies in it
     */
    void turn(int reader) {
        try {
            readers.get(reader).turn();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        if (tasks.complete()) {
            readers.addAll(later);
            later.clear();
        }
    }

    /** Ends it as an operator would. */
    void stop() {
        for (Reader reader : readers) {
            if (reader.session != null) {
                reader.session.stop();
                reader.end();
            }
        }
        process.kill();
    }
}
