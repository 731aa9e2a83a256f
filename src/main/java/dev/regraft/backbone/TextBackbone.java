package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.onnx.EncoderSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A backbone of texts: tokenised by the caller, run by the lanes. */
final class TextBackbone implements LaneBackbone {

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
    public void check(Input input) {
        text(input);
    }

    @Override
    public PreparedInput prepare(Input input) {
        return tokenizer.encode(text(input));
    }

    private String text(Input input) {
        return switch (input.requireFor(space.backbone(), Optional.empty())) {
            case Input.Text(String text) -> text;
            case Input.Image _, Input.Vector _ -> throw input.refusedBy(this);
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

    /** Runs texts of several lengths, a few of each. */
    @Override
    public void warmUp() {
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
