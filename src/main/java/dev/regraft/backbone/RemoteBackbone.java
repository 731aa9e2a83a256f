package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A backbone of texts that others run: OpenAI's, or any that speaks {@code POST /embeddings} as OpenAI's API has it.
 *
 * <p>What it cannot promise is what {@link Backbone} does: the same bits for the same text, always. Providers batch as they like, on processors
 * of many kinds, so a text may come out a little different next time; and what they run under a name they may change without a word. The
 * digest covers the URL, the model's name, the dimension and what is done here, so that features of another URL, model or dimension are never
 * mixed with these; a silent change of the model it cannot see, unless the dimension changes, which is refused.
 */
final class RemoteBackbone implements OpenBackbone {

    /** A text that every model takes. */
    static final String PROBE = "dimension";

    private final RemoteModel model;
    private final FeatureSpace space;
    private final EmbeddingsClient client;
    private final RemoteSender sender;

    private RemoteBackbone(RemoteModel model, FeatureSpace space, EmbeddingsClient client, RemoteSender sender) {
        this.model = model;
        this.space = space;
        this.client = client;
        this.sender = sender;
    }

    /**
     * Asks for the features of one word, which tells their dimension, and whether the provider can be reached.
     *
     * @throws BackboneUnavailableException if it cannot, or does not do what it should
     */
    static RemoteBackbone open(RemoteSettings settings, RemoteCounts counts) throws InterruptedException {
        return open(settings, counts, RandomGenerator.getDefault(), InstantSource.system());
    }

    static RemoteBackbone open(RemoteSettings settings, RemoteCounts counts, RandomGenerator random, InstantSource clock) throws InterruptedException {
        RemoteModel model = settings.model();
        EmbeddingsClient client = new EmbeddingsClient(model, settings.pace().timeout(), clock);
        try {
            counts.sent();
            int dimension = dimension(settings, client.embed(List.of(PROBE), model.dimensions() == null ? 0 : model.dimensions()), counts);
            FeatureSpace space = new FeatureSpace(model.name(), model.digest(dimension), dimension);
            return new RemoteBackbone(model, space, client, new RemoteSender(settings, client, dimension, counts,
                    new RemoteTraffic(settings, counts, random, System.nanoTime())));
        } catch (InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static int dimension(RemoteSettings settings, EmbeddingsReply reply, RemoteCounts counts) {
        return switch (reply) {
            case EmbeddingsReply.Vectors(List<float[]> vectors, long tokens) -> {
                counts.answered(0, tokens);
                yield vectors.getFirst().length;
            }
            case EmbeddingsReply.TooMuch(String reason, long afterNanos) -> throw unavailable(settings, counts, reason, afterNanos);
            case EmbeddingsReply.Failed(String reason, long afterNanos) -> throw unavailable(settings, counts, reason, afterNanos);
            case EmbeddingsReply.Broken(String reason) -> throw unavailable(settings, counts, reason, 0);
            case EmbeddingsReply.Refused(String reason) -> throw unavailable(settings, counts, reason, 0);
        };
    }

    private static BackboneUnavailableException unavailable(RemoteSettings settings, RemoteCounts counts, String reason, long afterNanos) {
        counts.failed();
        return new BackboneUnavailableException(settings.model().name(), reason, Math.max(afterNanos, settings.pace().breakerPause().toNanos()));
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public String modality() {
        return "text";
    }

    @Override
    public void check(Input input) {
        text(input);
    }

    @Override
    public RemoteText prepare(Input input) {
        String text = text(input);
        boolean truncated = text.codePointCount(0, text.length()) > model.textCharacters();
        String beginning = truncated ? text.substring(0, text.offsetByCodePoints(0, model.textCharacters())) : text;
        return new RemoteText(wellFormed(beginning), truncated);
    }

    private String text(Input input) {
        return switch (input.requireFor(space.backbone(), Optional.empty())) {
            case Input.Text(String text) -> text;
            case Input.Image _, Input.Tensor _, Input.Vector _ -> throw input.refusedBy(this);
        };
    }

    /** Half a surrogate pair, which is no character, becomes U+FFFD. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    }

    @Override
    public CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority) {
        try {
            sender.requireRoom(priority);
            return run(LaneBackbone.prepareAll(this, inputs), priority);
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    @Override
    public CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority) {
        if (inputs.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        try {
            RemoteRequest request = new RemoteRequest(priority, inputs.stream().map(RemoteText.class::cast).toList(), System.nanoTime());
            sender.submit(request);
            return request.future;
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    /** Requests to serve that are not answered yet. */
    int waiting() {
        return sender.waiting();
    }

    @Override
    public BackboneStatus status() {
        return BackboneStatus.remote(model, space, sender.msPerItem(), sender.usage());
    }

    /** Nothing of it runs here. */
    @Override
    public void warmUp() {
    }

    /** Takes no more requests, gives up those that wait, and waits a little for those that are out. */
    @Override
    public void close() {
        sender.close();
        client.close();
    }
}
