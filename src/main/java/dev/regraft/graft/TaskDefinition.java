package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.GivenVectors;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import dev.regraft.train.Algorithm;
import dev.regraft.train.Balance;
import dev.regraft.train.HeadSettings;
import dev.regraft.train.Hints;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One question asked of inputs, as its users defined it.
 *
 * @param task its name
 * @param createdAt when this incarnation of the name was created, to the millisecond; kept when the definition changes
 * @param kind what it asks of an input
 * @param backbone name of the backbone that makes its features; {@code none} if they are made elsewhere
 * @param labels labels declared before their first example
 * @param algorithm how its heads are trained, as asked for: {@code auto}, {@code lda}
 * @param balance of labels with more and with fewer examples, as asked for: {@code auto}, {@code inverse-frequency}, {@code slices}
 * @param expansion how many random features its heads are learned from; see {@link HeadSettings}
 * @param hints whether declared labels count as weak examples
 * @param hintVectors what the words of its labels mean; null if nothing is made of them
 * @param gate how a head goes live
 * @param slices names of the attributes by whose values accuracy is told apart, and heads are balanced if the balance is {@code slices}
 */
public record TaskDefinition(String task, Instant createdAt, Kind kind, String backbone, List<DeclaredLabel> labels, String algorithm,
        String balance, Integer expansion, boolean hints, HintVectors hintVectors, Gate gate, List<String> slices) {

    /** How it is kept in the log. */
    public static final VersionedJson<TaskDefinition> FORMAT = new VersionedJson<>(TaskDefinition.class, 4);

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
        kind = kind == null ? Kind.SINGLE_LABEL : kind;
        balance = balance == null ? Balance.AUTO.word() : balance;
        expansion = expansion == null ? HeadSettings.BY_EVIDENCE : expansion;
        Objects.requireNonNull(gate, "gate");
        labels = List.copyOf(labels);
        slices = List.copyOf(slices);
    }

    /** How its heads are to be learned. */
    public HeadSettings headSettings() {
        return new HeadSettings(kind, Algorithm.of(algorithm).orElseThrow(), Balance.of(balance).orElseThrow(), expansion, slices);
    }

    /** What the words of its labels say to heads of that space. */
    public Hints hints(FeatureSpace space) {
        return hasWords() ? hintVectors.hints(space) : Hints.NONE;
    }

    /** Whether it has no backbone: its inputs are vectors made elsewhere. */
    public boolean takesVectors() {
        return backbone.equals(GivenVectors.BACKBONE);
    }

    /** Whether the words of its labels say something before any example does. */
    public boolean hasWords() {
        return hints && hintVectors != null && !hintVectors.vectors().isEmpty();
    }

    /** With other vectors of its labels' words. */
    public TaskDefinition withHintVectors(HintVectors vectors) {
        return new TaskDefinition(task, createdAt, kind, backbone, labels, algorithm, balance, expansion, hints, vectors, gate, slices);
    }

    /** The expansion as it is asked for: {@code "auto"}, {@code "off"}, or a number. */
    public Object expansionAsked() {
        return switch (expansion) {
            case HeadSettings.BY_EVIDENCE -> TaskReader.AUTO;
            case 0 -> TaskReader.OFF;
            default -> expansion;
        };
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
