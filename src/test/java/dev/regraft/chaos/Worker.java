package dev.regraft.chaos;

import org.apache.kafka.common.errors.InterruptException;

/** A thread that goes on until its work is done or it is closed. */
final class Worker implements AutoCloseable {

    /** What a worker does; an interruption ends it. */
    interface Work {
        void run() throws InterruptedException;
    }

    private final Work work;
    private final Thread thread;

    private Worker(String name, Work work) {
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    static Worker start(String name, Work work) {
        Worker worker = new Worker(name, work);
        worker.thread.start();
        return worker;
    }

    private void run() {
        try {
            work.run();
        } catch (InterruptedException | InterruptException _) {
            // Closed.
        }
    }

    /** Waits until its work is done. */
    void join() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
