package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.Target;
import dev.regraft.quality.Gate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happened on the way, a task ends where one ends that only ever saw the examples which are left. */
class GraftHistoryTest {

    private static final int IDS = 12;
    private static final double[] WEIGHTS = {1, 1, 1, 0.3, 100, 0};

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyHistoryEndsWithTheHeadOfTheSurvivors(long seed) {
        // Given a history of examples, relabels, deletions and orders, refitted, compacted and crashed at random
        Random random = new Random(seed);
        ToyTrainer lived = new ToyTrainer(mode(random));
        Map<String, LabeledFeatures> survivors = new TreeMap<>();
        int dimension = random.nextInt(1, 6);
        for (int step = random.nextInt(20, 150); step > 0; step--) {
            happen(random, dimension, survivors, lived);
            if (random.nextInt(3) == 0) {
                lived.refit();
                requireConsistent(lived, seed);
            }
            if (random.nextInt(12) == 0) {
                maybeCompact(random, lived);
                dieBeforePublishing(random, lived);
                lived.restart();
            }
        }
        lived.refit();
        // When
        TaskState fresh = fresh(survivors, random);
        // Then
        TaskState state = lived.published();
        assertEquals(fresh.examples(), state.examples(), "seed " + seed);
        assertEquals(fresh.labels(), state.labels(), "seed " + seed);
        if (fresh.lastSha256() == null) {
            assertEquals(Optional.empty(), state.live(), "seed " + seed);
        } else {
            assertEquals(fresh.lastSha256(), state.lastSha256(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void restartsLeaveNoTrace(long seed) {
        // Given one history for two trainers, of which one dies now and then after it has published
        Random random = new Random(seed);
        Gate.Mode mode = mode(random);
        ToyTrainer steady = new ToyTrainer(mode);
        ToyTrainer dying = new ToyTrainer(mode);
        int dimension = random.nextInt(1, 6);
        for (int step = random.nextInt(20, 150); step > 0; step--) {
            happen(random, dimension, new TreeMap<>(), steady, dying);
            if (random.nextInt(3) == 0) {
                steady.refit();
                dying.refit();
                if (random.nextBoolean()) {
                    maybeCompact(random, dying);
                    dying.restart();
                    assertEquals(Optional.empty(), dying.refit(), "seed " + seed);
                }
                // Then
                assertEquals(steady.published(), dying.published(), "seed " + seed);
            }
        }
    }

    private static Gate.Mode mode(Random random) {
        return Gate.Mode.values()[random.nextInt(3)];
    }

    /** The next record of the log, for every trainer the same. */
    private static void happen(Random random, int dimension, Map<String, LabeledFeatures> survivors, ToyTrainer... trainers) {
        String id = "id-" + random.nextInt(IDS);
        LabeledFeatures example = example(random, dimension);
        int kind = random.nextInt(20);
        Order order = kind == 0 ? new Order.Promote(random.nextInt(1, 2 + trainers[0].published().lastVersion())) : new Order.Rollback();
        for (ToyTrainer trainer : trainers) {
            if (kind < 2) {
                trainer.order(order);
            } else if (kind < 9) {
                trainer.delete(id);
                survivors.remove(id);
            } else {
                trainer.put(id, example);
                survivors.put(id, example);
            }
        }
    }

    /** One of few vectors, so that sets recur. */
    private static LabeledFeatures example(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            vector[j] = random.nextInt(-1, 2) / 2f;
        }
        return new LabeledFeatures(Toy.CREATED, Toy.space(dimension), new Target.Label("label-" + random.nextInt(3)),
                WEIGHTS[random.nextInt(WEIGHTS.length)],
                Map.of(), Features.quantise(vector));
    }

    private static void maybeCompact(Random random, ToyTrainer trainer) {
        switch (random.nextInt(3)) {
            case 0 -> trainer.compact();
            case 1 -> trainer.compactTombstones();
            default -> { }
        }
    }

    /** Trains a head that nobody ever hears of. */
    private static void dieBeforePublishing(Random random, ToyTrainer trainer) {
        if (random.nextBoolean()) {
            trainer.graft().refit();
        }
    }

    private static TaskState fresh(Map<String, LabeledFeatures> survivors, Random random) {
        ToyTrainer fresh = new ToyTrainer(Gate.Mode.IMMEDIATE);
        List<String> ids = new ArrayList<>(survivors.keySet());
        Collections.shuffle(ids, random);
        ids.forEach(id -> fresh.put(id, survivors.get(id)));
        fresh.refit();
        return fresh.published();
    }

    /** What is published fits together: the live head is there, and nothing is there that the state does not name. */
    private static void requireConsistent(ToyTrainer trainer, long seed) {
        TaskState state = trainer.published();
        List<Integer> named = state.heads().stream().map(HeadStatus::version).toList();
        assertEquals(named, List.copyOf(trainer.versions()), "seed " + seed);
        assertTrue(named.containsAll(state.trail()), "seed " + seed + ": " + state);
        List<Integer> live = state.heads().stream().filter(h -> h.state() == HeadStatus.State.LIVE).map(HeadStatus::version).toList();
        assertEquals(state.live().stream().toList(), live, "seed " + seed);
        assertTrue(state.heads().stream().filter(h -> h.state() == HeadStatus.State.CANDIDATE).count() <= 1, "seed " + seed);
        if (state.lastVersion() > 0) {
            assertEquals(state.lastSha256(), trainer.head(state.lastVersion()).sha256(), "seed " + seed);
        }
    }
}
