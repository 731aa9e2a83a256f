package dev.regraft.serve;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for what comes later, on a virtual thread. */
final class Waiting {

    private Waiting() {
    }

    /** What the stage completes with; what it fails with is thrown as it is. */
    static <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
