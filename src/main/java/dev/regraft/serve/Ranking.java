package dev.regraft.serve;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.BackboneSource;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.Features;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.BackboneScore;
import dev.regraft.graft.Examiner;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Ranks backbones by labeled examples, one ranking at a time. Features are made behind whatever is to be served, and the arithmetic is done
 * where it takes no processor from others.
 */
@Singleton
public final class Ranking {

    /** Inputs in one request to a backbone: what the log brings meanwhile waits for no more than these. */
    private static final int AT_ONCE = 64;

    private final BackboneSource backbones;
    private final Examiner examiner;
    private final Semaphore turn = new Semaphore(1);

    public Ranking(BackboneSource backbones, Examiner examiner) {
        this.backbones = backbones;
        this.examiner = examiner;
    }

    /** One backbone, its score, and what an input took of the time until all features were there, in ms. */
    record Ranked(FeatureSpace space, BackboneScore score, double msPerItem) {
    }

    /** The features of all examples, and how long they took. */
    private record Extracted(List<Features> features, long tookNanos) {
    }

    /**
     * The backbones, best first. Waits, for minutes where there are many examples.
     *
     * @throws RankingBusyException if another ranking is on
     * @throws RefusedException if a backbone cannot read one of the examples
     */
    List<Ranked> rank(RankOrder order) {
        if (!turn.tryAcquire()) {
            throw new RankingBusyException();
        }
        try {
            return order.backbones().stream().map(name -> rank(backbones.load(name), order))
                    .sorted(Comparator.comparing(Ranked::score, BackboneScore.BEST_FIRST)).toList();
        } finally {
            turn.release();
        }
    }

    private Ranked rank(Backbone backbone, RankOrder order) {
        requireReadable(backbone, order.inputs());
        Extracted extracted = extract(backbone, order.inputs());
        BackboneScore score = Waiting.on(examiner.score(extracted.features(), order.labels(), order.texts()));
        return new Ranked(backbone.space(), score, extracted.tookNanos() / 1e6 / order.inputs().size());
    }

    private static void requireReadable(Backbone backbone, List<Input> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            try {
                backbone.check(inputs.get(i));
            } catch (RefusedException e) {
                throw new RefusedException(e.code(), "examples[" + i + "]." + e.field(), e.detail());
            }
        }
    }

    private static Extracted extract(Backbone backbone, List<Input> inputs) {
        long startNanos = System.nanoTime();
        List<Features> features = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += AT_ONCE) {
            List<Input> some = inputs.subList(from, Math.min(from + AT_ONCE, inputs.size()));
            Waiting.on(backbone.extract(some, Priority.EXTRACT)).stream().map(Extraction::features).forEach(features::add);
        }
        return new Extracted(features, System.nanoTime() - startNanos);
    }
}
