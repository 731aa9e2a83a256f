package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first run of a network that nobody trusts, in bounded memory and time: what it makes of the size of its inputs, no look at the file
 * can tell.
 *
 * <p>Nothing is optimised, so nothing is computed while it is loaded. What is told: memory and time for the inputs of {@link Probe}, and of
 * a text network for long ones. What is not: a network that asks for more at lengths that were not tried alone.
 */
final class Trial {

    /** Tokens of a long text. A network that takes fewer is tried with half as many, and so on. */
    private static final int LONG = 512;

    /** Memory beside the weights: for what a few tokens take, and for long inputs. */
    private static final long FEW_BYTES = 160L << 20;
    private static final long MANY_BYTES = 512L << 20;

    /** What a number of the input may make in bytes: images go through dozens of layers, each of dozens of channels. */
    private static final long BYTES_FOR_A_NUMBER = 2_048;

    /** Time of a processor: for anything, and more for each number of an input and each byte of weights; and for long inputs. */
    private static final long LEAST_NANOS = Duration.ofMillis(200).toNanos();
    private static final long NANOS_FOR_A_NUMBER = 40_000;
    private static final long NANOS_FOR_A_WEIGHT_BYTE = 20;
    private static final long LONG_NANOS = Duration.ofSeconds(60).toNanos();
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** How the runtime names the node that failed. */
    private static final Pattern NODE = Pattern.compile("while running (\\S+) node\\. Name:'([^']*)'");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final OrtSession session;
    private final long mostNanos;

    private Trial(OrtSession session, long mostNanos) {
        this.session = session;
        this.mostNanos = mostNanos;
    }

    /**
     * Runs a whole model on few tokens, or a small batch.
     *
     * @param scratch folder for a temporary file of the model's size
     * @throws UnusableModelException if it takes too much; if it fails for another reason nothing is said
     * @throws IOException if the file cannot be written
     */
    static void ofWhole(ModelProto model, Path scratch) throws IOException {
        double inputs = elements(model.getGraph());
        long weightBytes = model.getSerializedSize();
        try (TrialMemory _ = TrialMemory.of(weightBytes + fewBytes(inputs));
                WholeModel whole = WholeModel.of(model, List.of(), scratch, SessionKind.TRIAL)) {
            new Trial(whole.session(), fewNanos(inputs, weightBytes)).run(Probe.LARGE);
        } catch (OrtException e) {
            requireRoom(e);
        }
    }

    /**
     * Runs a prepared file; where its inputs may be long, on long ones too.
     *
     * @throws UnusableModelException if it takes too much, or does not run
     */
    static void ofPrepared(ModelProto model, Path file) {
        double inputs = elements(model.getGraph());
        long weightBytes = model.getSerializedSize();
        boolean isOpen = isOpen(model.getGraph());
        try (TrialMemory _ = TrialMemory.of(weightBytes + (isOpen ? Math.max(MANY_BYTES, fewBytes(inputs)) : fewBytes(inputs)));
                OrtSession.SessionOptions options = SessionKind.TRIAL.options();
                OrtSession session = OnnxRuntime.createSession(file, options)) {
            Trial few = new Trial(session, fewNanos(inputs, weightBytes));
            few.run(Probe.LARGE);
            few.run(Probe.SMALL);
            if (isOpen) {
                new Trial(session, LONG_NANOS).runLong();
            }
        } catch (OrtException e) {
            requireRoom(e);
            throw new UnusableModelException("ONNX Runtime cannot run the model: " + e.getMessage(), e);
        }
    }

    /** A network that does not take so much is asked for half, as one that knows 128 places. */
    private void runLong() {
        for (int length = LONG; length > Probe.LARGE.length(); length /= 2) {
            try {
                run(new Probe(1, length));
                return;
            } catch (OrtException e) {
                requireRoom(e);
            }
        }
    }

    /**
     * Runs the session on the calling thread, whose time is looked at by another.
     *
     * @throws OrtException if it fails, not for its time
     */
    private void run(Probe probe) throws OrtException {
        AtomicBoolean late = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            Thread runner = Thread.currentThread();
            Thread watch = Thread.ofPlatform().daemon().name("regraft-trial").start(() -> watch(runner, options, done, late));
            try {
                probe.runAll(session, List.copyOf(session.getOutputNames()), options).close();
            } catch (OrtException e) {
                if (!late.get()) {
                    throw e;
                }
            } finally {
                done.countDown();
                join(watch);
            }
        }
        if (late.get()) {
            throw new UnusableModelException("a network must not take longer than " + Duration.ofNanos(mostNanos).toMillis()
                    + " ms of a processor for made-up inputs of length " + probe.length());
        }
    }

    private void watch(Thread runner, OrtSession.RunOptions options, CountDownLatch done, AtomicBoolean late) {
        long startNanos = clock(runner);
        try {
            while (!done.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!late.get() && clock(runner) - startNanos > mostNanos) {
                    late.set(true);
                    options.setTerminate(true);
                }
            }
        } catch (InterruptedException | OrtException e) {
            throw new IllegalStateException("a trial cannot be watched", e);
        }
    }

    /** The processor's time that a thread has had; of a virtual one nobody knows it. */
    private static long clock(Thread runner) {
        return runner.isVirtual() ? System.nanoTime() : THREADS.getThreadCpuTime(runner.threadId());
    }

    private static void join(Thread watch) {
        boolean interrupted = false;
        while (watch.isAlive()) {
            try {
                watch.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws UnusableModelException if that is what the run failed for */
    private static void requireRoom(OrtException e) {
        Matcher refusal = TrialMemory.REFUSAL.matcher(e.getMessage());
        if (refusal.find()) {
            Matcher node = NODE.matcher(e.getMessage());
            throw new UnusableModelException("a network must not take more memory for made-up inputs than networks of its kind: "
                    + refusal.group() + (node.find() ? ", by " + node.group(1) + " " + node.group(2) : ""), e);
        }
    }

    private static long fewBytes(double inputElements) {
        return FEW_BYTES + (long) Math.min(inputElements * BYTES_FOR_A_NUMBER, Integer.MAX_VALUE);
    }

    private static long fewNanos(double inputElements, long weightBytes) {
        return LEAST_NANOS + (long) Math.min(inputElements * NANOS_FOR_A_NUMBER + weightBytes * NANOS_FOR_A_WEIGHT_BYTE, LONG_NANOS);
    }

    /** Numbers in the inputs of a probe. */
    private static double elements(GraphProto graph) {
        double sum = 0;
        for (TensorShapeProto shape : inputShapes(graph)) {
            double elements = 1;
            for (int axis = 0; axis < shape.getDimCount(); axis++) {
                long length = shape.getDim(axis).getDimValue();
                elements *= length > 0 ? length : axis == 0 ? Probe.LARGE.rows() : Probe.LARGE.length();
            }
            sum += elements;
        }
        return sum;
    }

    /** Whether an input may be of any length, not only a batch of any number of rows. */
    private static boolean isOpen(GraphProto graph) {
        return inputShapes(graph).stream().anyMatch(shape -> shape.getDimList().stream().skip(1).anyMatch(axis -> axis.getDimValue() < 1));
    }

    private static List<TensorShapeProto> inputShapes(GraphProto graph) {
        Set<String> inputs = GraphShapes.inputs(graph);
        return graph.getInputList().stream().filter(input -> inputs.contains(input.getName()))
                .map(input -> input.getType().getTensorType().getShape()).toList();
    }
}
