package dev.regraft.train;

import dev.regraft.head.Target;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * How much time of one processor heads in closed form take where there are more features than examples; run by hand: {@code WideBenchmark 4096 10}.
 *
 * <p>Of each size the second run counts, when the compiler has done its part.
 */
final class WideBenchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private WideBenchmark() {
    }

    /** @param args dimension, number of labels */
    public static void main(String[] args) {
        int dimension = Integer.parseInt(args[0]);
        int labels = Integer.parseInt(args[1]);
        RandomExamples source = new RandomExamples(1, dimension, labels, 1.5);
        TrainingSet set = new TrainingSet(RandomExamples.space(dimension));
        for (int size : new int[] {100, 300, 1_000, 2_000}) {
            for (int i = (int) set.size(); i < size; i++) {
                set.put("e" + i, new Target.Label(RandomExamples.label(i % labels)), 1, source.next(i % labels));
            }
            for (Learner learner : new Learner[] {new LdaLearner(), new RidgeLearner(HeadSettings.DEFAULT)}) {
                Learned.from(learner, set);
                long startNanos = THREADS.getCurrentThreadCpuTime();
                Scatter.of(set.statistics());
                long scatteredNanos = THREADS.getCurrentThreadCpuTime();
                Learned.from(learner, set);
                long endNanos = THREADS.getCurrentThreadCpuTime();
                System.out.printf(Locale.ROOT, "d %d, %d labels, n %d, %s: %.0f ms, of which scatter %.0f ms%n", dimension, labels, size,
                        learner.algorithm().word(), (endNanos - scatteredNanos) / 1e6, (scatteredNanos - startNanos) / 1e6);
            }
        }
    }
}
