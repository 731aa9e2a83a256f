package dev.regraft.train;

import dev.regraft.onnx.LogisticKernel;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Minimises (1 / Σ w_i) Σ w_i loss_i(W) + (λ/2) ‖W‖², the last row of W, the biases, unpenalised.
 *
 * <p>{@link #descend} is L-BFGS (Liu and Nocedal, 1989) over all rows at each step; {@link #stroll} is Adam (Kingma and Ba, 2015) over 512 rows
 * at each step, whose length falls in a line to nothing. All that is random comes from a fixed seed. One user at a time.
 */
final class LogisticSolver {

    private static final int SPAN = 512;
    private static final int HALF_BATCH = 256;
    private static final int BATCH_SPANS = 2;

    private static final int HISTORY = 5;
    /** Most numbers of history that are kept. */
    private static final long HISTORY_LIMIT = 6 << 20;
    private static final int MOST_STEPS = 200;
    private static final int MOST_HALVINGS = 12;
    /** Share of the decrease promised by the slope that must come true (Armijo). */
    private static final double PROMISE = 1e-4;

    private static final double STEP = 0.15;
    private static final float FIRST_MEMORY = 0.9f;
    private static final float SECOND_MEMORY = 0.999f;
    private static final float LEAST_MOMENT = 1e-8f;
    private static final int SEED = 20260;

    private final LogisticTask task;
    private final LogisticLoss loss;

    /** A step and the change of the gradient along it. */
    private record Pair(float[] step, float[] change, double product) {
    }

    /** @param alone as {@link LogisticLoss} has it */
    LogisticSolver(LogisticTask task, Crew crew, boolean alone) {
        this.task = task;
        this.loss = new LogisticLoss(task, crew, alone, SPAN);
    }

    /** W = 0. */
    float[] zero() {
        return new float[loss.size()];
    }

    /**
     * Goes down to the minimum over all rows but some.
     *
     * @param tolerance the decrease of the loss in one step, relative to the loss, that is not worth another
     */
    float[] descend(int heldFrom, int heldTo, double lambda, float[] start, double tolerance) throws InterruptedException {
        List<LogisticTask.Span> spans = task.without(heldFrom, heldTo, SPAN);
        double total = task.weight(spans);
        int history = (int) Math.clamp(HISTORY_LIMIT / (2L * start.length), 2, HISTORY);
        ArrayDeque<Pair> pairs = new ArrayDeque<>();
        float[] w = start.clone();
        float[] gradient = new float[w.length];
        double value = value(spans, total, lambda, w, gradient);
        for (int step = 0; step < MOST_STEPS; step++) {
            float[] direction = direction(gradient, pairs, lambda);
            double slope = dot(direction, gradient);
            if (!(slope < 0)) {
                return w;
            }
            float[] next = new float[w.length];
            float[] nextGradient = new float[w.length];
            double length = 1;
            double nextValue = Double.NaN;
            for (int halving = 0; halving < MOST_HALVINGS; halving++) {
                move(w, direction, length, next);
                nextValue = value(spans, total, lambda, next, nextGradient);
                if (nextValue <= value + PROMISE * length * slope) {
                    break;
                }
                double quadratic = -slope * length * length / (2 * (nextValue - value - slope * length));
                length = Math.clamp(quadratic, 0.1 * length, 0.5 * length);
            }
            if (!(nextValue < value)) {
                return w;
            }
            remember(pairs, history, w, next, gradient, nextGradient);
            double decrease = value - nextValue;
            w = next;
            gradient = nextGradient;
            value = nextValue;
            if (decrease <= tolerance * value) {
                return w;
            }
        }
        return w;
    }

    private double value(List<LogisticTask.Span> spans, double total, double lambda, float[] w, float[] gradient)
            throws InterruptedException {
        double mean = loss.of(spans, w, gradient) / total;
        int penalised = w.length - task.classes();
        float scale = (float) (1 / total);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
        for (int i = 0; i < penalised; i++) {
            gradient[i] += (float) lambda * w[i];
        }
        return mean + lambda / 2 * dot(w, w, penalised);
    }

    /** −H g, where H is what the pairs tell of the inverse of the second derivatives. */
    private float[] direction(float[] gradient, ArrayDeque<Pair> pairs, double lambda) {
        float[] direction = gradient.clone();
        double[] along = new double[pairs.size()];
        int i = 0;
        for (Pair pair : pairs) {
            along[i] = dot(pair.step(), direction) / pair.product();
            add(direction, -along[i], pair.change());
            i++;
        }
        Pair newest = pairs.peekFirst();
        // No curvature of a softmax exceeds 1/C at W = 0, and where rows are of length 1; a sigmoid's is 1/4.
        double scale = newest != null ? newest.product() / dot(newest.change(), newest.change())
                : 1 / (lambda + (task.many() ? 0.25 : 1.0 / task.classes()));
        add(direction, scale - 1, direction);
        for (var oldest = pairs.descendingIterator(); oldest.hasNext();) {
            Pair pair = oldest.next();
            i--;
            add(direction, along[i] - dot(pair.change(), direction) / pair.product(), pair.step());
        }
        add(direction, -2, direction);
        return direction;
    }

    private static void remember(ArrayDeque<Pair> pairs, int history, float[] w, float[] next, float[] gradient, float[] nextGradient) {
        float[] step = next.clone();
        add(step, -1, w);
        float[] change = nextGradient.clone();
        add(change, -1, gradient);
        double product = dot(step, change);
        if (product > 1e-10 * Math.sqrt(dot(step, step) * dot(change, change))) {
            pairs.addFirst(new Pair(step, change, product));
            if (pairs.size() > history) {
                pairs.removeLast();
            }
        }
    }

    /**
     * Goes towards the minimum over all rows but some, all of which it sees in every epoch.
     *
     * @param leastSteps how many steps at least
     * @param leastEpochs how many epochs at least
     */
    float[] stroll(int heldFrom, int heldTo, double lambda, float[] start, int leastSteps, int leastEpochs) throws InterruptedException {
        List<LogisticTask.Span> spans = task.without(heldFrom, heldTo, HALF_BATCH);
        double meanWeight = task.weight(spans) / spans.stream().mapToInt(LogisticTask.Span::size).sum();
        int batches = (spans.size() + BATCH_SPANS - 1) / BATCH_SPANS;
        Random random = new Random(SEED);
        float[] w = start.clone();
        float[] first = new float[w.length];
        float[] second = new float[w.length];
        float[] gradient = new float[w.length];
        int steps = Math.max(leastSteps, leastEpochs * batches);
        for (int step = 0; step < steps; step++) {
            int batch = step % batches;
            if (batch == 0) {
                shuffle(spans, random);
            }
            List<LogisticTask.Span> seen = spans.subList(batch * BATCH_SPANS, Math.min(spans.size(), (batch + 1) * BATCH_SPANS));
            loss.of(seen, w, gradient);
            double size = meanWeight * seen.stream().mapToInt(LogisticTask.Span::size).sum();
            double length = STEP * (steps - step) / steps;
            adam(w, gradient, first, second, (float) (1 / size), (float) lambda, length, step + 1);
        }
        return w;
    }

    private static void shuffle(List<LogisticTask.Span> spans, Random random) {
        Collections.shuffle(spans, random);
    }

    private void adam(float[] w, float[] gradient, float[] first, float[] second, float scale, float lambda, double length, int step) {
        float root = (float) Math.sqrt(1 - Math.pow(SECOND_MEMORY, step));
        float rate = (float) (length * root / (1 - Math.pow(FIRST_MEMORY, step)));
        float least = LEAST_MOMENT * root;
        int penalised = w.length - task.classes();
        for (int i = 0; i < penalised; i++) {
            float g = gradient[i] * scale + lambda * w[i];
            first[i] += (1 - FIRST_MEMORY) * (g - first[i]);
            second[i] += (1 - SECOND_MEMORY) * (g * g - second[i]);
            w[i] -= rate * first[i] / ((float) Math.sqrt(second[i]) + least);
        }
        for (int i = penalised; i < w.length; i++) {
            float g = gradient[i] * scale;
            first[i] += (1 - FIRST_MEMORY) * (g - first[i]);
            second[i] += (1 - SECOND_MEMORY) * (g * g - second[i]);
            w[i] -= rate * first[i] / ((float) Math.sqrt(second[i]) + least);
        }
    }

    /** Writes the scores of some rows, row-major, to {@code target} from {@code offset} on. */
    void scores(int from, int to, float[] w, float[] target, int offset) {
        int classes = task.classes();
        int columns = task.design().columns();
        int span = Math.min(SPAN, to - from);
        FloatBuffer weights = LogisticKernel.room(w.length).put(0, w);
        FloatBuffer rows = LogisticKernel.room(task.design().roomFor(span));
        FloatBuffer scores = LogisticKernel.room(span * classes);
        for (int next = from; next < to; next += span) {
            int size = Math.min(span, to - next);
            LogisticKernel.scores(task.design().rows(next, next + size, rows), weights, size, columns, classes, scores);
            scores.get(0, target, offset + (next - from) * classes, size * classes);
        }
    }

    private static void move(float[] from, float[] direction, double length, float[] to) {
        float factor = (float) length;
        for (int i = 0; i < to.length; i++) {
            to[i] = from[i] + factor * direction[i];
        }
    }

    private static void add(float[] y, double factor, float[] x) {
        float a = (float) factor;
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }

    private static double dot(float[] a, float[] b) {
        return dot(a, b, a.length);
    }

    /** By four sums side by side, which processors like better than one. */
    private static double dot(float[] a, float[] b, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            s0 += (double) a[i] * b[i];
            s1 += (double) a[i + 1] * b[i + 1];
            s2 += (double) a[i + 2] * b[i + 2];
            s3 += (double) a[i + 3] * b[i + 3];
        }
        for (; i < count; i++) {
            s0 += (double) a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
