package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A frozen network: the same input gives the same bits, alone or in any company. Thread-safe. */
public interface Backbone {

    /** The space its features live in. */
    FeatureSpace space();

    /** What it reads: {@code text}, {@code image} or {@code tensor}. */
    String modality();

    /**
     * Makes the features of all inputs of one request. Tokenises or decodes on the calling thread and never blocks it otherwise.
     *
     * <p>Cancelling this very future takes back what has not been started. Stages that depend on it run on a lane: keep
     * them short, or use the {@code Async} forms.
     *
     * @return one extraction for each input, in order; fails with {@link LanesFullException} if too many requests to serve wait
     *     (those to extract are never turned away: their number is the caller's to bound), with {@link IllegalStateException} once
     *     the backbones are closing, and with what the network threw if a run failed
     */
    CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority);

    /**
     * Whether this backbone can read the input, for less than {@link #prepare} takes.
     *
     * @throws dev.regraft.feature.RefusedException if it cannot
     */
    void check(Input input);

    /**
     * The first half of {@link #extract}: what is to be done on the calling thread.
     *
     * @throws dev.regraft.feature.RefusedException if this backbone cannot read the input
     */
    PreparedInput prepare(Input input);

    /** The second half of {@link #extract}, for inputs that this very backbone has prepared. */
    CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority);
}
