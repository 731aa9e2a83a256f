package dev.regraft.graft;

import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.LeftOut;
import dev.regraft.head.Metrics;
import dev.regraft.quality.Confusion;
import dev.regraft.quality.DriftReference;
import dev.regraft.quality.LabelIssues;
import dev.regraft.quality.LearningCurve;
import dev.regraft.quality.Mismatch;
import dev.regraft.quality.Reliability;
import dev.regraft.quality.Slices;
import dev.regraft.train.BackboneExam;
import dev.regraft.train.Example;
import dev.regraft.train.Inspection;
import dev.regraft.train.LeftOutSet;
import dev.regraft.train.TrainingSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/**
 * Finds out about a training set what its {@link Report} says: made by the thread that writes the set, done by another.
 *
 * @param examples how many are in the set
 * @param labels how many of them each has
 * @param inspection null where there are none
 * @param live null if no head is
 */
record Review(TaskDefinition definition, long examples, SortedMap<String, Long> labels, Inspection inspection, HeadVersion live,
        ExampleArchive archive, Instant at) implements Callable<Report> {

    private static final Logger LOG = Logger.getLogger(Review.class);
    /** More examples make no difference to what is found of the backbone. */
    private static final int ASKED_OF_BACKBONE = 10_000;
    private static final int TEXT_RECORDS = 20_000;

    /**
     * @param set null if there is none
     * @param live null if no head is
     */
    static Review of(TrainingSet set, Terms terms, TaskDefinition definition, HeadVersion live, Reviewer reviewer, Instant at) {
        if (set == null || set.size() == 0) {
            return new Review(definition, 0, new TreeMap<>(), null, live, reviewer.archive(), at);
        }
        boolean known = live != null && live.head().space().equals(set.space());
        Inspection inspection = Inspection.of(set, terms.hints(set.space()), terms.head().balance());
        return new Review(definition, set.size(), set.labelCounts(), inspection, known ? live : null, reviewer.archive(), at);
    }

    /** What was found while the set could be looked at. */
    private record Findings(TrainingAccuracy training, Optional<DriftReference> drift, Optional<LeftOutSet> leftOut, Optional<Mismatch> mismatch) {

        static final Findings NONE = new Findings(TrainingAccuracy.NONE, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public Report call() throws InterruptedException {
        if (inspection == null) {
            return report(Findings.NONE);
        }
        try (inspection) {
            List<Example> all = inspection.examples();
            TrainingAccuracy training = live == null ? TrainingAccuracy.NONE : TrainingAccuracy.of(live.head(), all);
            boolean oneLabel = definition.kind() == Kind.SINGLE_LABEL;
            Optional<LeftOutSet> leftOut = oneLabel ? inspection.leaveOut().filter(set -> set.predictions().size() > 0) : Optional.empty();
            Optional<Mismatch> mismatch = oneLabel && !all.isEmpty() ? Optional.of(mismatch(all)) : Optional.empty();
            return report(new Findings(training, drift(all), leftOut, mismatch));
        }
    }

    private Mismatch mismatch(List<Example> all) throws InterruptedException {
        List<Example> some = all.subList(0, Math.min(ASKED_OF_BACKBONE, all.size()));
        Map<String, String> texts = some.size() < BackboneExam.FEWEST ? Map.of() : texts();
        return BackboneSignal.check(some.stream().map(Example::features).toList(),
                some.stream().map(example -> example.target().labels().getFirst()).toList(),
                Arrays.asList(some.stream().map(example -> texts.get(example.id())).toArray(String[]::new)));
    }

    /** Without them the backbone is not held against word counts, which it says. */
    private Map<String, String> texts() throws InterruptedException {
        if (definition.takesVectors()) {
            return Map.of();
        }
        try {
            return archive.newestTexts(definition, TEXT_RECORDS);
        } catch (LogUnavailableException e) {
            LOG.warnf("Texts of task %s are not known: %s", definition.task(), e.getMessage());
            return Map.of();
        }
    }

    /** The examples come in an order that depends on their ids alone. */
    private Optional<DriftReference> drift(List<Example> examples) {
        return DriftReference.of(inspection.space(), examples.stream().limit(DriftReference.MOST_EXAMPLES).map(Example::features).toList());
    }

    private Report report(Findings found) {
        Optional<LeftOutSet> set = found.leftOut();
        Optional<LeftOut> leftOut = set.map(LeftOutSet::predictions);
        Report.Accuracy accuracy = accuracy(found.training(), set.map(Review::leftOut).orElse(null));
        Slices slices = set.map(this::slices).orElse(new Slices(List.of(), Optional.empty()));
        Mismatch mismatch = found.mismatch().orElse(null);
        LabelIssues issues = leftOut.map(l -> LabelIssues.of(l, Report.MOST_ISSUES)).orElse(null);
        return new Report(at, examples, accuracy, set.map(s -> LearningCurve.of(s.growth())).orElse(null),
                leftOut.map(Reliability::of).orElse(null), leftOut.map(Confusion::of).orElse(null), slices.all(), slices.worst().orElse(null),
                slices.gap().orElse(null), issues, mismatch,
                Warnings.of(definition, examples, labels, accuracy, issues, mismatch), found.drift().orElse(null));
    }

    private Report.Accuracy accuracy(TrainingAccuracy training, Report.LeftOut leftOut) {
        if (live == null) {
            return new Report.Accuracy(null, null, null, null, null, null, null, leftOut);
        }
        Metrics metrics = live.metrics();
        Double gap = training.share() == null || metrics.looAccuracy() == null ? null : training.share() - metrics.looAccuracy();
        return new Report.Accuracy(live.version(), metrics.looAccuracy(), metrics.looInterval(), training.share(), gap, metrics.rmse(),
                training.rmse(), leftOut);
    }

    private static Report.LeftOut leftOut(LeftOutSet set) {
        LeftOut predictions = set.predictions();
        double right = 0;
        double total = set.single();
        double square = 0;
        for (int i = 0; i < predictions.size(); i++) {
            double weight = predictions.weights()[i];
            right += predictions.isRight(i) ? weight : 0;
            total += weight;
            square += weight * weight;
        }
        return new Report.LeftOut(predictions.size(), right / total, Metrics.Interval.ofShare(right / total, total * total / square));
    }

    private Slices slices(LeftOutSet set) {
        LeftOut predictions = set.predictions();
        boolean[] right = new boolean[predictions.size()];
        float[] confidences = new float[right.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = predictions.isRight(i);
            confidences[i] = predictions.probabilities()[i][predictions.best(i)];
        }
        return Slices.of(set.examples().stream().map(Example::attributes).toList(), right, confidences, predictions.weights(),
                definition.slices());
    }
}
