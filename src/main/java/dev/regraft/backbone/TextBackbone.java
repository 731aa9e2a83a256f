package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.onnx.EncoderFile;
import dev.regraft.onnx.EncoderSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A backbone of texts: tokenised by the caller, run by the lanes. Closed only after the lanes, so that none still runs it. */
final class TextBackbone implements Backbone, AutoCloseable {

    static final String MODALITY = "text";

    private static final int[] WARM_UP_WORDS = {1, 6, 14, 30, 62, 126};

    private final TextRecipe recipe;
    private final EncoderFile.Contents contents;
    private final FeatureSpace space;
    private final TextTokenizer tokenizer;
    private final EncoderSession session;
    private final TimedNetwork network;
    private final Lanes lanes;

    private TextBackbone(TextRecipe recipe, EncoderFile.Contents contents, TextTokenizer tokenizer, EncoderSession session, Lanes lanes) {
        this.recipe = recipe;
        this.contents = contents;
        this.space = new FeatureSpace(recipe.name(), recipe.digest(), session.dimension());
        this.tokenizer = tokenizer;
        this.session = session;
        this.network = new TimedNetwork(new TextNetwork(session, recipe.rowAtATime()));
        this.lanes = lanes;
    }

    static TextBackbone open(TextRecipe recipe, PreparedFiles files, Lanes lanes) throws IOException {
        Path prepared = files.prepare(recipe);
        EncoderSession session = EncoderSession.open(prepared);
        try {
            TextTokenizer tokenizer = new TextTokenizer(PreparedFiles.tokenizer(recipe), recipe.maxTokens());
            return new TextBackbone(recipe, EncoderFile.contents(prepared), tokenizer, session, lanes);
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
        return MODALITY;
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
        return switch (input) {
            case Input.Text(String text) -> tokenizer.encode(text);
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
        network.forget();
    }

    /** What there is to know of it, now that it is ready. */
    BackboneStatus status() {
        return new BackboneStatus(recipe.name(), true, space.digest(), MODALITY, recipe.source(), recipe.poolingWord(), recipe.maxTokens(),
                space.dimension(), contents.parameters(), contents.cut(), network.msPerItem());
    }

    @Override
    public void close() {
        session.close();
        tokenizer.close();
    }
}
