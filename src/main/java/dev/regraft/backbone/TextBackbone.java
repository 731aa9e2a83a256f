package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.onnx.EncoderFile;
import dev.regraft.onnx.EncoderSession;
import dev.regraft.onnx.UnusableModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A backbone of texts: tokenised by the caller, run by the lanes. */
final class TextBackbone implements LaneBackbone {

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
            TextTokenizer tokenizer = new TextTokenizer(recipe.tokenizer().bytes(), recipe.maxTokens(), recipe.fill());
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
        return recipe.modality();
    }

    @Override
    public void check(Input input) {
        text(input);
    }

    @Override
    public PreparedInput prepare(Input input) {
        Tokens tokens = tokenizer.encode(text(input));
        return session.length().isPresent() ? tokens.paddedTo(session.length().getAsInt(), recipe.fill()) : tokens;
    }

    private String text(Input input) {
        return switch (input.requireFor(space.backbone(), Optional.empty())) {
            case Input.Text(String text) -> text;
            case Input.Image _, Input.Tensor _, Input.Vector _ -> throw input.refusedBy(this);
        };
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Lanes lanes() {
        return lanes;
    }

    /**
     * Runs texts of several lengths, a few of each, and one of the most tokens that are read.
     *
     * @throws UnusableModelException if the network does not take so many
     */
    @Override
    public void warmUp() {
        List<Input> texts = new ArrayList<>();
        for (int words : WARM_UP_WORDS) {
            for (int i = 0; i < 4; i++) {
                texts.add(new Input.Text("warm ".repeat(words)));
            }
        }
        extract(texts, Priority.EXTRACT).join();
        try {
            extract(List.of(new Input.Text("warm ".repeat(recipe.maxTokens()))), Priority.EXTRACT).join();
        } catch (CompletionException e) {
            throw new UnusableModelException("the network must take texts of " + recipe.maxTokens() + " tokens, or maxLength be less: "
                    + e.getCause().getMessage(), e);
        }
        network.forget();
    }

    @Override
    public BackboneStatus status() {
        return BackboneStatus.loaded(recipe, space.dimension(), contents, network.msPerItem());
    }

    @Override
    public void close() {
        session.close();
        tokenizer.close();
    }
}
