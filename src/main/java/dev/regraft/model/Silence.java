package dev.regraft.model;

import java.io.IOException;
import java.time.Duration;

/**
 * Ends an answer that falls silent: reading a body knows no time-out of its own, and a server that sends nothing more would be listened
 * to for ever. Told of every piece that came.
 */
final class Silence implements AutoCloseable {

    private final Thread watch;
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean ended;

    private Silence(WebAnswer answer, Duration most) {
        this.watch = Thread.ofVirtual().name("regraft-silence").unstarted(() -> watch(answer, most));
    }

    /** @param most that passes between two pieces */
    static Silence endedBy(WebAnswer answer, Duration most) {
        Silence silence = new Silence(answer, most);
        silence.watch.start();
        return silence;
    }

    private void watch(WebAnswer answer, Duration most) {
        try {
            for (long left = most.toNanos(); left > 0; left = most.toNanos() - (System.nanoTime() - heardNanos)) {
                Thread.sleep(Duration.ofNanos(left));
            }
            ended = true;
            answer.close();
        } catch (InterruptedException _) {
            // All was heard.
        } catch (IOException _) {
            // It is closed.
        }
    }

    void heard() {
        heardNanos = System.nanoTime();
    }

    /** Whether it was ended. */
    boolean isEnded() {
        return ended;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
