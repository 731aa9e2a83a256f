package dev.regraft.graft;

import java.lang.foreign.Arena;
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
 * <p>Java's thread priorities mean nothing on Linux, so the thread puts itself there under the policy {@code SCHED_IDLE}, with the C library's
 * {@code sched_setscheduler}: whatever else wants to run goes first, and threads that it starts inherit that. Elsewhere it is a thread like
 * others. Each task of the service has at most one piece of work here, which bounds the queue.
 */
final class BackgroundThread implements Executor, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BackgroundThread.class);
    /** Linux's number of that policy. */
    private static final int SCHED_IDLE = 5;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final ThreadPoolExecutor executor;

    private BackgroundThread(String name) {
        executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform().name(name).daemon().unstarted(() -> {
                    yieldToOthers();
                    work.run();
                }));
    }

    /** @param name of the thread */
    static BackgroundThread start(String name) {
        return new BackgroundThread(name);
    }

    @Override
    public void execute(Runnable work) {
        executor.execute(work);
    }

    private static void yieldToOthers() {
        if (System.getProperty("os.name").equals("Linux")) {
            Linker linker = Linker.nativeLinker();
            linker.defaultLookup().find("sched_setscheduler").ifPresent(set -> setIdle(linker, set));
        }
    }

    /** {@code sched_setscheduler(0, SCHED_IDLE, {0})}: of the calling thread. */
    private static void setIdle(Linker linker, MemorySegment set) {
        MethodHandle call = linker.downcallHandle(set,
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) call.invokeExact(0, SCHED_IDLE, arena.allocateFrom(ValueLayout.JAVA_INT, 0));
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
