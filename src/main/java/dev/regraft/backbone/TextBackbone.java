package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.onnx.EncoderSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A backbone of texts: tokenised by the caller, run by the lanes. Closed only after the lanes, so that none still runs it. */
final class TextBackbone implements Backbone, AutoCloseable {

    private static final int[] WARM_UP_WORDS = {1, 6, 14, 30, 62, 126};

    private final FeatureSpace space;
    private final TextTokenizer tokenizer;
    private final EncoderSession session;
    private final Network network;
    private final Lanes lanes;

    private TextBackbone(TextRecipe recipe, TextTokenizer tokenizer, EncoderSession session, Lanes lanes) {
        this.space = new FeatureSpace(recipe.name(), recipe.digest(), session.dimension());
        this.tokenizer = tokenizer;
        this.session = session;
        this.network = new TextNetwork(session, recipe.rowAtATime());
        this.lanes = lanes;
    }

    static TextBackbone open(TextRecipe recipe, PreparedFiles files, Lanes lanes) throws IOException {
        EncoderSession session = EncoderSession.open(files.prepare(recipe));
        try {
            return new TextBackbone(recipe, new TextTokenizer(PreparedFiles.tokenizer(recipe), recipe.maxTokens()), session, lanes);
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
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
    public CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority) {
        try {
            lanes.requireRoom(priority);
            return run(inputs.stream().map(this::prepare).toList(), priority);
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    @Override
    public PreparedInput prepare(Input input) {
        return switch (input.requireFor(space.backbone(), Optional.empty())) {
            case Input.Text(String text) -> tokenizer.encode(text);
            case Input.Vector _ -> throw new IllegalStateException("a vector must not be meant for a backbone");
        };
    }

    @Override
    public CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority) {
        if (inputs.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        try {
            Request request = new Request(network, priority, inputs.stream().map(Tokens.class::cast).toList());
            lanes.submit(request);
            return request.future;
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    /** Runs texts of several lengths, a few of each: the first run of a length allocates, and the JVM compiles on the way. */
    void warmUp() {
        List<Input> texts = new ArrayList<>();
        for (int words : WARM_UP_WORDS) {
            for (int i = 0; i < 4; i++) {
                texts.add(new Input.Text("warm ".repeat(words)));
            }
        }
        extract(texts, Priority.EXTRACT).join();
    }

    @Override
    public void close() {
        session.close();
        tokenizer.close();
    }
}
