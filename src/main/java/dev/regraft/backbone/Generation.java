package dev.regraft.backbone;

/**
 * One opening of a backbone, and how many use it now: it is freed when it is retired and the last of them has left. Closing a session
 * under a run would kill the JVM. Thread-safe.
 */
final class Generation {

    private final OpenBackbone backbone;
    private int users;
    private boolean retired;

    Generation(OpenBackbone backbone) {
        this.backbone = backbone;
    }

    OpenBackbone backbone() {
        return backbone;
    }

    /** Begins to use it, if it is not retired; {@link #leave} must follow. */
    synchronized boolean enter() {
        if (!retired) {
            users++;
        }
        return !retired;
    }

    void leave() {
        if (isLeftByLast()) {
            backbone.close();
        }
    }

    private synchronized boolean isLeftByLast() {
        users--;
        return retired && users == 0;
    }

    /** Nobody begins to use it any more. Retiring it again does nothing. */
    void retire() {
        if (isRetiredUnused()) {
            backbone.close();
        }
    }

    private synchronized boolean isRetiredUnused() {
        boolean first = !retired;
        retired = true;
        return first && users == 0;
    }
}
