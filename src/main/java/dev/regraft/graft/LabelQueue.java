package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Output;
import dev.regraft.head.Prediction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Which of the inputs that this replica answered are most worth a label, as the live head sees them now.
 *
 * <p>An input is worth max(uncertainty, novelty). Of several labels uncertainty is 1 − (p₁ − p₂), the margin of the two best; where each
 * label is decided by itself, the nearness of the closest one to its threshold; a number has none. Novelty counts from 0.8 on. Of the 300 most worth,
 * one is taken after the other, each time the one of the highest worth · (1 − similarity to the next of those taken, and of those labeled
 * before): the cosine, so what repeats another sinks to the end.
 */
@Singleton
public final class LabelQueue {

    private static final int CANDIDATES = 300;
    /** Inputs labeled before that others are compared with: the last ones. */
    private static final int LABELED = 300;
    private static final double NOVEL_FROM = 0.8;
    /** So much is everything worth: where nothing is known of it, unlikeness alone decides. */
    private static final double LEAST_WORTH = 0.01;

    private final RecentPredictions recent;

    public LabelQueue(RecentPredictions recent) {
        this.recent = recent;
    }

    /** Why an input is in the queue. */
    public enum Reason {
        /** The head cannot decide. */
        UNCERTAIN,
        /** It is unlike everything known. */
        NOVEL,
        /** Others are worth more by themselves, but repeat those before it. */
        DIVERSE;

        /** As clients see it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An input and what it is worth.
     *
     * @param prediction what the live head says of it now
     * @param score what it was worth when it was taken, in [0, 1]
     */
    public record Entry(Served input, Prediction prediction, double score, Reason reason) {
    }

    /** An input that may be taken. */
    private static final class Candidate {

        private final Served input;
        private final Prediction prediction;
        private final double uncertainty;
        private final double novelty;
        private double nearest;

        Candidate(Served input, Prediction prediction) {
            this.input = input;
            this.prediction = prediction;
            this.uncertainty = uncertainty(prediction);
            this.novelty = prediction.novelty() == null ? 0 : Math.max(0, (prediction.novelty() - NOVEL_FROM) / (1 - NOVEL_FROM));
        }

        Instant at() {
            return input.at();
        }

        double worth() {
            return Math.max(LEAST_WORTH, Math.max(uncertainty, novelty));
        }

        double score() {
            return worth() * (1 - nearest);
        }

        void isNear(Features other) {
            nearest = Math.max(nearest, cosine(input.features(), other));
        }
    }

    /**
     * The inputs of a task that nobody has labeled yet, the most worth first; none without a live head.
     *
     * @param space the space of the task's vectors
     * @param limit how many at most
     */
    public List<Entry> of(Task task, FeatureSpace space, int limit) {
        Head head = task.live().map(HeadVersion::head).filter(h -> h.space().equals(space)).orElse(null);
        if (head == null) {
            return List.of();
        }
        List<Candidate> left = new ArrayList<>(recent.of(task.definition(), space, false).stream()
                .map(input -> new Candidate(input, head.predict(input.features())))
                .sorted(Comparator.comparingDouble(Candidate::worth).thenComparing(Candidate::at).reversed())
                .limit(CANDIDATES).toList());
        List<Served> labeled = recent.of(task.definition(), space, true);
        for (Served input : labeled.subList(Math.max(0, labeled.size() - LABELED), labeled.size())) {
            left.forEach(candidate -> candidate.isNear(input.features()));
        }
        List<Entry> taken = new ArrayList<>();
        while (!left.isEmpty() && taken.size() < limit) {
            taken.add(take(left));
        }
        return taken;
    }

    /** Of equal ones the first, which is worth more by itself, or newer. */
    private static Entry take(List<Candidate> left) {
        Candidate best = left.getFirst();
        for (Candidate candidate : left) {
            best = candidate.score() > best.score() ? candidate : best;
        }
        Reason reason = best.worth() < left.getFirst().worth() || best.worth() == LEAST_WORTH ? Reason.DIVERSE
                : best.novelty > best.uncertainty ? Reason.NOVEL : Reason.UNCERTAIN;
        left.remove(best);
        Features features = best.input.features();
        left.forEach(candidate -> candidate.isNear(features));
        return new Entry(best.input, best.prediction, best.score(), reason);
    }

    private static double uncertainty(Prediction prediction) {
        float[] p = prediction.numbers();
        return switch (prediction.output()) {
            case Output.SingleLabel _ -> margin(p);
            case Output.MultiLabel(List<String> _, float[] thresholds) -> nearness(p, thresholds);
            case Output.Regression _ -> 0;
        };
    }

    /** 1 − (p₁ − p₂) of the two best. */
    private static double margin(float[] p) {
        float first = 0;
        float second = 0;
        for (float probability : p) {
            second = Math.max(second, Math.min(first, probability));
            first = Math.max(first, probability);
        }
        return 1 - (first - second);
    }

    /** 1 where a probability meets its threshold, 0 where all are certain. */
    private static double nearness(float[] p, float[] thresholds) {
        double nearness = 0;
        for (int k = 0; k < p.length; k++) {
            double room = p[k] < thresholds[k] ? thresholds[k] : 1 - thresholds[k];
            nearness = Math.max(nearness, room > 0 ? 1 - Math.abs(p[k] - thresholds[k]) / room : 1);
        }
        return nearness;
    }

    /** Of vectors of length one, in [0, 1]; 0 if they point away from each other. */
    private static double cosine(Features a, Features b) {
        long dot = 0;
        for (int i = 0; i < a.dimension(); i++) {
            dot += a.fixedPoint(i) * b.fixedPoint(i);
        }
        return Math.clamp(dot / ((double) Features.ONE * Features.ONE), 0, 1);
    }
}
