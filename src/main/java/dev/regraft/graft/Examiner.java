package dev.regraft.graft;

import dev.regraft.feature.Features;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Scores backbones on a thread of its own, which runs when the processors have nothing better to do. */
public final class Examiner implements AutoCloseable {

    private final BackgroundThread thread = BackgroundThread.start("regraft-exam");

    /**
     * How well a backbone suits labeled examples.
     *
     * @param features vectors of one dimension
     * @param labels of each one; two or more
     * @param texts what each was made of; null where that is not known
     */
    public CompletableFuture<BackboneScore> score(List<Features> features, List<String> labels, List<String> texts) {
        return CompletableFuture.supplyAsync(() -> BackboneScore.of(features, labels, texts), thread);
    }

    @Override
    public void close() {
        thread.close();
    }
}
