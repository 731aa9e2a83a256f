package dev.regraft.chaos;

import dev.regraft.chaos.ServiceClient.Answer;
import java.io.IOException;
import java.time.Duration;

/** Asks one replica again and again, over all its lives, for a prediction and for its task, and holds what it says against its memory. */
final class Watcher implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String TASK = "/tasks/" + Names.TASK;
    private static final String TEXT = "old dog today";

    private final Replica replica;
    private final Memory memory;
    private final Worker worker;
    private volatile long asked;
    private volatile long failed;
    private volatile String lastFailure = "";

    Watcher(Replica replica, Sightings sightings, Violations violations) {
        this.replica = replica;
        this.memory = new Memory(replica.name(), sightings, violations);
        this.worker = Worker.start("watch-" + replica.name(), this::watch);
    }

    private void watch() throws InterruptedException {
        while (true) {
            int life = replica.life();
            if (replica.isSteady() || replica.client().isReady()) {
                replica.sawReady(life);
                predict(life);
                look();
            }
            Thread.sleep(PAUSE);
        }
    }

    private void predict(int life) throws InterruptedException {
        boolean mustAnswer = memory.hasHead();
        String failure = null;
        try {
            Answer answer = replica.client().post(TASK + "/predict", TEXT);
            if (answer.isOk()) {
                memory.saw(answer.body().path("head"), answer.body().path("backbone"));
            } else {
                memory.sawNoHead(answer.status());
                failure = answer.status() + " " + answer.body();
            }
        } catch (IOException e) {
            failure = e.toString();
        }
        if (mustAnswer && replica.isSteadyIn(life)) {
            count(failure);
        }
    }

    private void count(String failure) {
        asked++;
        if (failure != null) {
            failed++;
            lastFailure = failure;
        }
    }

    private void look() throws InterruptedException {
        try {
            Answer answer = replica.client().get(TASK);
            if (answer.isOk() && !answer.body().path("live").isNull()) {
                memory.saw(answer.body().path("live"), answer.body().path("backbone"));
            } else {
                memory.sawNoHead(answer.status());
            }
        } catch (IOException _) {
            // It is down, or frozen.
        }
    }

    /** Predictions asked for while the replica was up. */
    long asked() {
        return asked;
    }

    /** How many of them failed. */
    long failed() {
        return failed;
    }

    /** How the last of them failed; empty if none did. */
    String lastFailure() {
        return lastFailure;
    }

    @Override
    public void close() {
        worker.close();
    }
}
