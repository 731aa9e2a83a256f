package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.Output;
import dev.regraft.head.Linear;
import dev.regraft.head.Target;
import dev.regraft.head.Kind;
import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Metrics;
import dev.regraft.head.Novelty;
import dev.regraft.quality.Gate;
import io.smallrye.config.SmallRyeConfigBuilder;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learners;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks, examples, heads of two dimensions, limits. */
final class Toy {

    static final Instant CREATED = Instant.parse("2026-11-23T12:00:00Z");
    static final FeatureSpace SPACE = space(2);

    private Toy() {
    }

    static FeatureSpace space(int dimension) {
        return new FeatureSpace("toy", "0".repeat(64), dimension);
    }

    static LabeledFeatures example(String label, float... vector) {
        return new LabeledFeatures(CREATED, space(vector.length), new Target.Label(label), 1, Map.of(), Features.quantise(vector));
    }

    static TaskDefinition definition(String task, Instant createdAt) {
        return new TaskDefinition(task, createdAt, Kind.SINGLE_LABEL, "toy", List.of(), "auto", null, null, true, null, Gate.DEFAULT, List.of());
    }

    static Task task() {
        return new Task(definition("support", CREATED));
    }

    /** Trains discriminants, and everything at once. */
    static Training training(InstantSource clock) {
        return new Training(_ -> Learners.fast(new LdaLearner()), 1000, Runnable::run, clock);
    }

    /** A head that answers {@code a} where the first feature is larger, else {@code b}. */
    static HeadVersion head(int version) {
        return head(version, SPACE);
    }

    static HeadVersion head(int version, FeatureSpace space) {
        float[] weights = new float[space.dimension() * 2];
        weights[0] = version;
        weights[3] = version;
        return new HeadVersion(version, new Head(space, "toy", new Output.SingleLabel(List.of("a", "b"), 1),
                new Linear(weights, new float[2])), 2, CREATED,
                Metrics.NONE);
    }

    /** A head for which an input is the more novel the larger its second feature is: 0.5 for none, 1 from 0.5 on. */
    static HeadVersion noveltyHead(int version) {
        float[] quantiles = new float[Novelty.QUANTILES];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = (i - 20) / 20f;
        }
        Novelty novelty = new Novelty(new float[2], new float[2], new float[3], quantiles);
        Head head = new Head(SPACE, "toy", new Output.SingleLabel(List.of("a", "b"), 1), Optional.empty(),
                new Linear(new float[] {0, 0, -1, -1}, new float[2]), Optional.of(novelty));
        return new HeadVersion(version, head, 2, CREATED, Metrics.NONE);
    }

    /** The limits as they are by default, but for those named here: {@code "task-labels=2"}. */
    static Limits limits(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().withMapping(Limits.class);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            config.withDefaultValue("regraft.limits." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        return config.build().getConfigMapping(Limits.class);
    }
}
