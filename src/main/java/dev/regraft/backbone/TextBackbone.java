package dev.regraft.backbone;

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
    private final TextTokenizer tokenizer;
    private final EncoderSession session;
    private final LaneNetwork onLanes;

    private TextBackbone(TextRecipe recipe, TextTokenizer tokenizer, EncoderSession session, LaneNetwork onLanes) {
        this.recipe = recipe;
        this.tokenizer = tokenizer;
        this.session = session;
        this.onLanes = onLanes;
    }

    static TextBackbone open(TextRecipe recipe, PreparedFiles files, Lanes lanes) throws IOException {
        Path prepared = files.prepare(recipe);
        EncoderSession session = EncoderSession.open(prepared);
        try {
            LaneNetwork onLanes = LaneNetwork.of(recipe, prepared, session.dimension(), new TextNetwork(session, recipe.rowAtATime()), lanes);
            TextTokenizer tokenizer = new TextTokenizer(recipe.tokenizer().bytes(), recipe.maxTokens(), recipe.fill());
            return new TextBackbone(recipe, tokenizer, session, onLanes);
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public LaneNetwork onLanes() {
        return onLanes;
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
        return switch (input.requireFor(onLanes.recipe().name(), Optional.empty())) {
            case Input.Text(String text) -> text;
            case Input.Image _, Input.Tensor _, Input.Vector _ -> throw input.refusedBy(this);
        };
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
        onLanes.network().forget();
    }

    @Override
    public void close() {
        session.close();
        tokenizer.close();
    }
}
