package dev.regraft.graft;

import dev.regraft.quality.Gate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One question asked of inputs, as its users defined it.
 *
 * @param task its name
 * @param createdAt when this incarnation of the name was created, to the millisecond; kept when the definition changes
 * @param backbone name of the backbone that makes its features
 * @param labels labels declared before their first example
 * @param algorithm how its heads are trained, as asked for: {@code auto}, {@code lda}
 * @param hints whether declared labels count as weak examples
 * @param gate how a head goes live
 * @param slices names of the attributes by whose values accuracy is told apart
 */
public record TaskDefinition(String task, Instant createdAt, String backbone, List<DeclaredLabel> labels, String algorithm,
        boolean hints, Gate gate, List<String> slices) {

    /** How it is kept in the log. */
    public static final VersionedJson<TaskDefinition> FORMAT = new VersionedJson<>(TaskDefinition.class, 1);

    /**
     * A label declared before its first example.
     *
     * @param description what it means, in words; null if its name says enough
     */
    public record DeclaredLabel(String label, String description) {
    }

    public TaskDefinition {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(backbone, "backbone");
        Objects.requireNonNull(algorithm, "algorithm");
        Objects.requireNonNull(gate, "gate");
        labels = List.copyOf(labels);
        slices = List.copyOf(slices);
    }

    /** How a head goes live: {@code guarded}, {@code immediate} or {@code manual}. */
    public String gateMode() {
        return gate.mode().name().toLowerCase(Locale.ROOT);
    }

    /** By how much accuracy a candidate may be worse, at most. */
    public double gateMargin() {
        return gate.margin();
    }

    /** Probability of a false promotion. */
    public double gateAlpha() {
        return gate.alpha();
    }
}
