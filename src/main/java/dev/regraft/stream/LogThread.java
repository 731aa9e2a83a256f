package dev.regraft.stream;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * A thread that reads the log until it is stopped. Crash-only: whatever fails ends the {@link Session}, and after a pause a new one
 * begins from the log.
 */
final class LogThread implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LogThread.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    /** One life of the thread, with the clients it holds. */
    interface Session extends AutoCloseable {

        /** The consumer that is woken when the thread is to stop. */
        Consumer<byte[], byte[]> consumer();

        /** Reads what there is, or waits a little for it, and handles it. */
        void turn() throws Exception;

        @Override
        void close();
    }

    /** Begins a session. */
    interface Opening {
        Session open() throws Exception;
    }

    private final String name;
    private final Opening opening;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile Session session;

    private LogThread(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
        this.thread = Thread.ofPlatform().name("regraft-" + name).unstarted(this::run);
    }

    /** Starts a thread of that name. */
    static LogThread start(String name, Opening opening) {
        LogThread started = new LogThread(name, opening);
        started.thread.start();
        return started;
    }

    private void run() {
        while (!stopping) {
            try (Session opened = opening.open()) {
                session = opened;
                while (!stopping) {
                    opened.turn();
                }
            } catch (WakeupException | InterruptException | InterruptedException e) {
                Thread.interrupted();
            } catch (Throwable e) {
                // Errors too: a thread that died of one would leave a service that no longer learns and does not say so.
                if (!stopping) {
                    LOG.errorf(e, "%s failed, and begins again from the log in %d s", name, PAUSE.toSeconds());
                    pause();
                }
            } finally {
                session = null;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            // Stopping: the loop ends.
        }
    }

    /** Stops the thread after what it handles just now. */
    @Override
    public void close() {
        stopping = true;
        Session present = session;
        if (present != null) {
            present.consumer().wakeup();
        } else {
            thread.interrupt();
        }
        try {
            if (!thread.join(STOP_TIMEOUT)) {
                LOG.warnf("%s did not stop within %d s", name, STOP_TIMEOUT.toSeconds());
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
