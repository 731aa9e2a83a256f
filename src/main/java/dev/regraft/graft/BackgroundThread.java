package dev.regraft.graft;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * One thread for work that nobody waits for: it runs when the processors have nothing better to do.
 *
 * <p>Java's thread priorities mean nothing on Linux, so the thread gives itself the least one there with the C library's
 * {@code setpriority}, and threads that it starts inherit that. Elsewhere it is a thread like others. Each task of the service has at most
 * one piece of work here, which bounds the queue.
 */
final class BackgroundThread implements Executor, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BackgroundThread.class);
    private static final int LEAST_PRIORITY = 19;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            work -> Thread.ofPlatform().name("regraft-background").daemon().unstarted(() -> {
                yieldToOthers();
                work.run();
            }));

    private BackgroundThread() {
    }

    static BackgroundThread start() {
        return new BackgroundThread();
    }

    @Override
    public void execute(Runnable work) {
        executor.execute(work);
    }

    private static void yieldToOthers() {
        if (System.getProperty("os.name").equals("Linux")) {
            Linker linker = Linker.nativeLinker();
            linker.defaultLookup().find("setpriority").ifPresent(setpriority -> setLeast(linker, setpriority));
        }
    }

    /** {@code setpriority(PRIO_PROCESS, 0, 19)}: on Linux the calling thread's. */
    private static void setLeast(Linker linker, MemorySegment setpriority) {
        MethodHandle call = linker.downcallHandle(setpriority,
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int _ = (int) call.invokeExact(0, 0, LEAST_PRIORITY);
        } catch (Throwable e) {
            LOG.warnf("Background work runs at ordinary priority: %s", e.getMessage());
        }
    }

    /** Gives up what runs and what waits. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
