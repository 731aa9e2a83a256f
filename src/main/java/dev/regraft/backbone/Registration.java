package dev.regraft.backbone;

import dev.regraft.model.Transfer;
import dev.regraft.backbone.BackboneStatus.State;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A backbone that somebody has registered: imported in the background, again when its definition is given again, and used by its name all
 * the while. Thread-safe.
 */
final class Registration implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Registration.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    /** Opens what a definition names: takes seconds to minutes. */
    interface Opening {
        OpenBackbone open(BackboneDefinition definition, Consumer<Transfer> progress) throws Exception;
    }

    private final Opening opening;
    private final NamedBackbone backbone;
    private BackboneDefinition definition;
    private State state = State.IMPORTING;
    private String reason;
    private Transfer transfer;
    private long failedAtNanos;
    private Thread thread;

    /** Begins to import it. */
    Registration(BackboneDefinition definition, Opening opening) {
        this.opening = opening;
        this.backbone = new NamedBackbone(definition.name());
        begin(definition);
    }

    synchronized BackboneDefinition definition() {
        return definition;
    }

    NamedBackbone backbone() {
        return backbone;
    }

    /** Imports it as this says; the one that is ready goes on until the next one is. */
    synchronized void begin(BackboneDefinition changed) {
        if (thread != null) {
            thread.interrupt();
        }
        definition = changed;
        state = State.IMPORTING;
        reason = null;
        transfer = null;
        thread = Thread.ofPlatform().daemon().name("regraft-import-" + changed.name()).start(() -> run(changed));
    }

    /** What cannot be reached now may be later: that is tried until it is. */
    private void run(BackboneDefinition wanted) {
        long startNanos = System.nanoTime();
        OpenBackbone opened = null;
        while (opened == null) {
            try {
                opened = opening.open(wanted, this::progress);
            } catch (BackboneUnavailableException e) {
                failed(e);
                if (!waits(e.retryAfterSeconds())) {
                    return;
                }
            } catch (Throwable e) {
                failed(e);
                return;
            }
        }
        if (takes(opened)) {
            LOG.infof("Backbone %s is ready: dimension %d, in %d ms", wanted.name(), opened.space().dimension(),
                    (System.nanoTime() - startNanos) / 1_000_000);
        } else {
            opened.close();
        }
    }

    /** Waits; false if it is given up meanwhile. */
    private static boolean waits(int seconds) {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private synchronized void progress(Transfer now) {
        if (Thread.currentThread() == thread) {
            transfer = now;
        }
    }

    private synchronized boolean takes(OpenBackbone opened) {
        if (Thread.currentThread() != thread) {
            return false;
        }
        backbone.replace(opened);
        state = State.READY;
        reason = null;
        transfer = null;
        notifyAll();
        return true;
    }

    private synchronized void failed(Throwable failure) {
        if (Thread.currentThread() != thread) {
            return;
        }
        state = State.FAILED;
        reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        transfer = null;
        failedAtNanos = System.nanoTime();
        LOG.errorf("Backbone %s cannot be prepared: %s", definition.name(), reason);
        notifyAll();
    }

    /**
     * The backbone, once it is ready. One that has failed is tried again from time to time when somebody asks.
     *
     * @param patience how long it may take
     * @throws BackboneUnavailableException if it does not become ready so soon
     */
    synchronized Backbone await(Duration patience) {
        if (backbone.open() != null) {
            return backbone;
        }
        if (state == State.FAILED && System.nanoTime() - failedAtNanos > LOOK_AGAIN.toNanos()) {
            begin(definition);
        }
        long end = System.nanoTime() + patience.toNanos();
        while (state == State.IMPORTING && System.nanoTime() < end) {
            try {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable("it is being imported");
            }
        }
        if (backbone.open() != null) {
            return backbone;
        }
        throw unavailable(state == State.FAILED ? "it cannot be prepared: " + reason : "it is being imported");
    }

    private BackboneUnavailableException unavailable(String why) {
        return new BackboneUnavailableException(definition.name(), why, RETRY_AFTER.toNanos());
    }

    boolean isReady() {
        return backbone.open() != null;
    }

    synchronized BackboneStatus status() {
        OpenBackbone open = backbone.open();
        return open == null ? BackboneStatus.of(definition, state, reason, transfer) : open.status().with(state, reason, transfer);
    }

    /** Gives up what is being imported; what is ready is freed when its last user has left. */
    synchronized void retire() {
        giveUp();
        backbone.replace(null);
    }

    private void giveUp() {
        Thread importing = thread;
        thread = null;
        state = State.FAILED;
        reason = "it was taken away";
        importing.interrupt();
        notifyAll();
    }

    /** Frees it, once the lanes have stopped. */
    @Override
    public synchronized void close() {
        if (thread != null) {
            giveUp();
        }
        backbone.close();
    }
}
