package dev.regraft.train;

import dev.regraft.onnx.LogisticKernel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted log loss of a logistic regression, and its gradient by the weights W, p × C.
 *
 * <p>ONNX Runtime computes span by span of rows in single precision; what the spans give is added in their order in double precision, so the
 * bits do not depend on how many threads there are. One user at a time.
 */
final class LogisticLoss {

    /** How many spans are computed before they are added up. */
    private static final int WAVE = 4;
    /** Probabilities count as no less. */
    private static final float LEAST_PROBABILITY = Float.MIN_NORMAL;

    private final LogisticTask task;
    private final Crew crew;
    private final boolean alone;
    private final int spanRows;
    private final FloatBuffer weights;
    private final Slot[] slots;
    private final double[] sum;
    private final float[] part;

    /** What one span needs of memory, and its result. */
    private final class Slot {

        private final FloatBuffer rows = LogisticKernel.room(task.design().roomFor(spanRows));
        private final FloatBuffer scores = LogisticKernel.room(task.many() ? spanRows * task.classes() : 0);
        private final FloatBuffer errors = LogisticKernel.room(spanRows * task.classes());
        private final FloatBuffer gradient = LogisticKernel.room(size());
        private final float[] row = new float[task.classes()];
        private double loss;

        private void run(LogisticTask.Span span) {
            int columns = task.design().columns();
            int classes = task.classes();
            FloatBuffer x = task.design().rows(span.from(), span.to(), rows);
            if (task.many()) {
                LogisticKernel.ofManyLabels(x, weights, span.size(), columns, classes, scores, errors);
            } else {
                LogisticKernel.ofOneLabel(x, weights, span.size(), columns, classes, errors);
            }
            loss = 0;
            for (int i = 0; i < span.size(); i++) {
                loss += task.weights()[span.from() + i] * subtract(i, task.labels()[span.from() + i]);
                scale(i, task.weights()[span.from() + i]);
            }
            LogisticKernel.gradient(x, errors, span.size(), columns, classes, gradient);
        }

        /** Makes errors of the probabilities of the i-th row. Returns its loss. */
        private double subtract(int i, int[] labels) {
            int start = i * task.classes();
            double lost = task.many() ? softplus(start) : 0;
            for (int label : labels) {
                float p = errors.get(start + label);
                lost -= task.many() ? scores.get(start + label) : Math.log(Math.max(p, LEAST_PROBABILITY));
                errors.put(start + label, p - 1);
            }
            return lost;
        }

        /** Σ ln(1 + exp z) = −Σ ln(1 − σ(z)) = Σ max(z, 0) − Σ ln σ(|z|), logarithms of products of some at a time. */
        private double softplus(int start) {
            double sum = 0;
            double product = 1;
            for (int k = start; k < start + task.classes(); k++) {
                float z = scores.get(k);
                float p = errors.get(k);
                sum += Math.max(z, 0);
                product *= z > 0 ? p : 1 - p;
                if (product < 1e-200) {
                    sum -= Math.log(product);
                    product = 1;
                }
            }
            return sum - Math.log(product);
        }

        private void scale(int i, float weight) {
            if (weight != 1) {
                errors.get(i * row.length, row);
                for (int k = 0; k < row.length; k++) {
                    row[k] *= weight;
                }
                errors.put(i * row.length, row);
            }
        }
    }

    /**
     * @param alone whether the calling thread does it all, as one of several that each have their own; otherwise it owns the crew
     * @param spanRows most rows in a span
     */
    LogisticLoss(LogisticTask task, Crew crew, boolean alone, int spanRows) {
        this.task = task;
        this.crew = crew;
        this.alone = alone;
        this.spanRows = Math.min(spanRows, task.design().rows());
        this.weights = LogisticKernel.room(size());
        this.slots = new Slot[alone ? 1 : WAVE];
        this.sum = new double[size()];
        this.part = new float[size()];
    }

    /** p · C. */
    int size() {
        return task.design().columns() * task.classes();
    }

    /**
     * Computes the loss of all rows of those spans, a sum, at these weights.
     *
     * @param gradient receives the gradient of the sum, p × C
     */
    double of(List<LogisticTask.Span> spans, float[] at, float[] gradient) throws InterruptedException {
        weights.put(0, at);
        Arrays.fill(sum, 0);
        double loss = 0;
        for (int from = 0; from < spans.size(); from += slots.length) {
            List<LogisticTask.Span> wave = spans.subList(from, Math.min(spans.size(), from + slots.length));
            run(wave);
            for (int i = 0; i < wave.size(); i++) {
                loss += slots[i].loss;
                slots[i].gradient.get(0, part);
                add(part, sum);
            }
        }
        for (int i = 0; i < sum.length; i++) {
            gradient[i] = (float) sum[i];
        }
        return loss;
    }

    private static void add(float[] part, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += part[i];
        }
    }

    private void run(List<LogisticTask.Span> wave) throws InterruptedException {
        for (int i = 0; i < wave.size(); i++) {
            slots[i] = slots[i] == null ? new Slot() : slots[i];
        }
        if (alone) {
            crew.check();
            slots[0].run(wave.getFirst());
        } else {
            crew.each(wave.size(), i -> slots[i].run(wave.get(i)));
        }
    }
}
