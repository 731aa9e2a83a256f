package dev.regraft.train;

import dev.regraft.feature.Features;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How much time of one processor each part of an exam takes: 10,000 examples of 150 labels of which 2,000 are asked, dimension 384. */
final class ExamBenchmark {

    private static final int REPEATS = 4;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ExamBenchmark() {
    }

    /** Prints milliseconds, the last of some repeats. */
    public static void main(String[] args) {
        RandomExamples source = new RandomExamples(1, 384, 150, 2);
        List<Features> features = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < ExamSet.MOST_LEARNED; i++) {
            features.add(source.next(i % 150));
            labels.add(RandomExamples.label(i % 150));
        }
        List<String> texts = Collections.nCopies(features.size(), null);
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            ExamSet set = ExamSet.of(features, labels, texts);
            time("head", () -> HeadExam.right(set));
            time("neighbours", () -> Neighbours.right(set));
            double[][] vectors = set.vectors(0, set.asked());
            time("99 shuffles", () -> PermutationTest.of(vectors, Arrays.copyOf(set.given(), set.asked()), 150));
            time("influences alone", () -> PermutationTest.influences(vectors));
            time("LogME", () -> LogMe.of(set));
            time("H-score", () -> HScore.of(set));
        }
    }

    private static void time(String what, Runnable part) {
        long startNanos = THREADS.getCurrentThreadCpuTime();
        part.run();
        System.out.printf("%-18s %5d ms%n", what, (THREADS.getCurrentThreadCpuTime() - startNanos) / 1_000_000);
    }
}
