package dev.regraft.train;

import dev.regraft.head.Expansion;
import dev.regraft.head.Novelty;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The best of several heads that tell one label, by what each scores the same examples when it has not learned them.
 *
 * <p>The discriminant is there at once and stays unless logistic regression, or the mean of both, has a lower calibrated log loss. (With few
 * examples the mean is the best: CLINC150, 5 a label, 5 draws, discriminant 86.7 %, mean 87.2 %.) A discriminant of random features must be
 * better than the best of these by more than a standard error of the differences; it is tried from 2,000 to 50,000 examples of at
 * most 32 labels: with many labels a linear head has as much room as it needs.
 *
 * @param balance how much frequent labels count
 * @param expands whether random features may be tried
 */
public record AutoLearner(Balance balance, boolean expands) implements Learner {

    private static final int EXPANDED_FROM = 2_000;
    private static final int EXPANDED_TO = 50_000;
    private static final int EXPANDED_LABELS = 32;
    private static final int WIDTH = 1_024;

    @Override
    public Algorithm algorithm() {
        return Algorithm.AUTO;
    }

    @Override
    public Lesson prepare(TrainingSet set, Hints hints) {
        List<WeakExample> weak = HintEvidence.weakExamples(hints, set);
        Optional<DiscriminantLesson> discriminant = DiscriminantLesson.prepared(set, weak, Algorithm.LDA, Discriminant.GRID, balance);
        if (discriminant.isEmpty()) {
            return Optional::empty;
        }
        Kept kept = set.keep();
        return () -> {
            try (kept; Crew crew = Crew.ofProcessors()) {
                return Optional.of(best(kept, weak, discriminant.get(), crew));
            }
        };
    }

    /** What a head was found to be worth. */
    private record Trial(String name, HeldOut heldOut, HeldOut.Judgement judgement) {

        double logLoss() {
            return judgement.logLoss();
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %.3f (%.1f %%)", name, judgement.logLoss(), 100 * judgement.accuracy());
        }
    }

    private Fit best(Kept kept, List<WeakExample> weak, DiscriminantLesson lesson, Crew crew) throws InterruptedException {
        CalibratedDiscriminant discriminant = lesson.best();
        LogisticStudy study = LogisticStudy.of(kept, weak, balance, crew).orElseThrow();
        if (study.heldOut() < Assessment.FROM || !study.labels().equals(lesson.scatter().labels())) {
            return lesson.fit(discriminant, "lda: too few examples to try another");
        }
        FoldedDiscriminant folded = new FoldedDiscriminant(study, kept::example, weak, kept.space().dimension());
        Trial fast = trial("lda", folded.heldOut(discriminant));
        Trial slow = new Trial("logistic", study.result().heldOut(), study.result().judgement());
        Trial both = trial("their mean", fast.heldOut().plus(fast.judgement(), slow.heldOut(), slow.judgement()));
        Trial better = Stream.of(fast, slow, both).min(Comparator.comparingDouble(Trial::logLoss)).orElseThrow();
        Fit.Rival rival = new Fit.Rival(Algorithm.LDA.word(), study.leftOut(fast.heldOut(), fast.judgement()));
        String compared = ", by calibrated log loss (accuracy) on " + study.heldOut() + " examples held out: " + fast + ", " + slow + ", " + both;
        if (isExpandable(study)) {
            ExpandedDiscriminant expanded = new ExpandedDiscriminant(new Expansion(kept.space().dimension(), WIDTH, ExpandedDiscriminant.SEED),
                    study, kept, weak);
            CalibratedDiscriminant found = expanded.best(balance);
            Trial wide = trial("lda of " + WIDTH + " random features", expanded.heldOut(found));
            if (wide.judgement().isBetterThan(better.judgement(), wide.heldOut().weights(), 1)) {
                return expanded.fit(found, study, wide.heldOut(), wide.judgement(), wide.name() + compared + ", " + wide)
                        .against(rival);
            }
            compared += ", " + wide;
        }
        if (better == fast) {
            return lesson.fit(discriminant, "lda" + compared).by(rival.leftOut());
        }
        Optional<Novelty> novelty = discriminant.discriminant().novelty(discriminant.balance())
                .map(n -> n.by(discriminant.discriminant().linear(discriminant.balance())));
        Fit fit = better == slow ? study.fit(novelty, study.reason() + compared)
                : study.fitMean(fast.judgement(), discriminant, both.heldOut(), both.judgement(), novelty,
                        study.reason() + ", averaged with lda" + compared);
        return fit.against(rival);
    }

    private boolean isExpandable(LogisticStudy study) {
        int examples = study.examples().length;
        return expands && examples >= EXPANDED_FROM && examples <= EXPANDED_TO && study.labels().size() <= EXPANDED_LABELS;
    }

    private static Trial trial(String name, HeldOut heldOut) {
        return new Trial(name, heldOut, heldOut.judge(1));
    }
}
