package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.RefusedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The backbone of a name, for those who use it: whatever generation of it is the present one. Each use has its generation until it is
 * done, so the network can be replaced under load. Thread-safe.
 */
final class NamedBackbone implements Backbone, AutoCloseable {

    private final String name;
    private volatile Generation current;

    NamedBackbone(String name) {
        this.name = name;
    }

    /** An input as one generation has prepared it, which no other can run. */
    private record Prepared(PreparedInput input, Generation by) implements PreparedInput {

        @Override
        public int length() {
            return input.length();
        }

        @Override
        public boolean truncated() {
            return input.truncated();
        }
    }

    /** The backbone that is open now; null if none is. */
    OpenBackbone open() {
        Generation generation = current;
        return generation == null ? null : generation.backbone();
    }

    /** Lets this one be used from now on; the one before is freed when its last user has left. Null leaves none. */
    void replace(OpenBackbone next) {
        Generation before;
        synchronized (this) {
            before = current;
            current = next == null ? null : new Generation(next);
        }
        if (before != null) {
            before.retire();
        }
    }

    @Override
    public FeatureSpace space() {
        return present().backbone().space();
    }

    @Override
    public String modality() {
        return present().backbone().modality();
    }

    private Generation present() {
        Generation generation = current;
        if (generation == null) {
            throw new RefusedException("unknown-backbone", "backbone", "backbone is not there any more: " + name);
        }
        return generation;
    }

    /** One that cannot be freed before it is left. */
    private Generation entered() {
        while (true) {
            Generation generation = present();
            if (generation.enter()) {
                return generation;
            }
        }
    }

    @Override
    public CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority) {
        Generation generation;
        try {
            generation = entered();
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return leftWhenDone(generation, generation.backbone().extract(inputs, priority));
    }

    private static CompletableFuture<List<Extraction>> leftWhenDone(Generation generation, CompletableFuture<List<Extraction>> future) {
        future.whenComplete((_, _) -> generation.leave());
        return future;
    }

    @Override
    public void check(Input input) {
        Generation generation = entered();
        try {
            generation.backbone().check(input);
        } finally {
            generation.leave();
        }
    }

    @Override
    public PreparedInput prepare(Input input) {
        Generation generation = entered();
        try {
            return new Prepared(generation.backbone().prepare(input), generation);
        } finally {
            generation.leave();
        }
    }

    @Override
    public CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority) {
        if (inputs.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Generation generation = ((Prepared) inputs.getFirst()).by();
        if (inputs.stream().anyMatch(input -> ((Prepared) input).by() != generation) || !generation.enter()) {
            return CompletableFuture.failedFuture(new IllegalStateException("backbone " + name + " was replaced after it had prepared an input"));
        }
        return leftWhenDone(generation, generation.backbone().run(inputs.stream().map(input -> ((Prepared) input).input()).toList(), priority));
    }

    /** Frees the one that is open, once no lane runs any more: it says itself that it is closed. */
    @Override
    public void close() {
        OpenBackbone open = open();
        if (open != null) {
            open.close();
        }
    }
}
