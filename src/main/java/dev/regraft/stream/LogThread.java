package dev.regraft.stream;

import java.time.Duration;
import java.util.Optional;
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

        /** What keeps it from its work, though it runs. */
        default Optional<String> trouble() {
            return Optional.empty();
        }

        /** The process is asked to end: keeps what is worth keeping. {@link #close} follows. */
        default void stop() {
        }

        /** Frees its clients, and lets others take over its partitions. */
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
    private volatile String failure;
    private volatile long lag;

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

    String name() {
        return name;
    }

    private void run() {
        while (!stopping) {
            try (Session opened = opening.open()) {
                session = opened;
                turn(opened);
            } catch (WakeupException | InterruptException | InterruptedException e) {
                Thread.interrupted();
            } catch (Throwable e) {
                // Errors too: a thread that died of one would leave a service that no longer learns and does not say so.
                if (!stopping) {
                    failure = String.valueOf(e.getMessage());
                    LOG.errorf(e, "%s failed, and begins again from the log in %d s", name, PAUSE.toSeconds());
                    pause();
                }
            } finally {
                session = null;
            }
        }
    }

    private void turn(Session opened) throws Exception {
        try {
            while (!stopping) {
                opened.turn();
                failure = null;
                lag = lag(opened.consumer());
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        }
        opened.stop();
    }

    private static long lag(Consumer<byte[], byte[]> consumer) {
        return consumer.assignment().stream().mapToLong(partition -> consumer.currentLag(partition).orElse(0)).sum();
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            // Stopping: the loop ends.
        }
    }

    /** Why it does not do its work just now; empty while it does, as far as it knows. */
    Optional<String> trouble() {
        Session present = session;
        return Optional.ofNullable(failure).or(() -> present == null ? Optional.empty() : present.trouble());
    }

    /**
     * Bytes that its present session has received from Kafka, which answers a reader at least twice a second: while they grow, Kafka is
     * there. NaN while there is no session.
     */
    double receivedBytes() {
        Session present = session;
        if (present == null) {
            return Double.NaN;
        }
        return present.consumer().metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals("incoming-byte-total") && entry.getKey().group().equals("consumer-metrics"))
                .mapToDouble(entry -> (double) entry.getValue().metricValue())
                .findFirst().orElse(Double.NaN);
    }

    /** How many records of its partitions it had not read after its last turn. */
    long lag() {
        return lag;
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
