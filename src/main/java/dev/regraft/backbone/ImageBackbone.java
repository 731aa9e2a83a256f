package dev.regraft.backbone;

import dev.regraft.feature.RefusedException;
import dev.regraft.onnx.ImageSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A backbone of images: decoded and made of one size by the caller, run by the lanes. So what waits for a lane is small, however
 * large the image was.
 */
final class ImageBackbone implements LaneBackbone {

    private final ImageDecoder decoder;
    private final Framing framing;
    private final ImageRecipe recipe;
    private final ImageSession session;
    private final LaneNetwork onLanes;
    private final ImageTrial trial;

    private ImageBackbone(ImageRecipe recipe, ImageDecoder decoder, Framing framing, ImageSession session, ImageTrial trial, LaneNetwork onLanes) {
        this.recipe = recipe;
        this.decoder = decoder;
        this.framing = framing;
        this.session = session;
        this.trial = trial;
        this.onLanes = onLanes;
    }

    static ImageBackbone open(ImageRecipe recipe, PreparedFiles files, ImageDecoder decoder, Lanes lanes) throws IOException {
        Path prepared = files.prepare(recipe);
        ImageSession session = ImageSession.open(prepared);
        try {
            Framing framing = new Framing(recipe.preprocessing().frame());
            ImageTrial trial = ImageTrial.of(session, framing.bytes());
            LaneNetwork onLanes = LaneNetwork.of(recipe, prepared, session.dimension(), new ImageNetwork(session, trial.mostTogether()), lanes);
            return new ImageBackbone(recipe, decoder, framing, session, trial, onLanes);
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
        decoded(input).close();
    }

    @Override
    public PreparedInput prepare(Input input) {
        try (DecodedImage image = decoded(input)) {
            return new FramedImage(framing.of(image.width(), image.height(), image::write), trial.tokensWorth());
        }
    }

    private DecodedImage decoded(Input input) {
        DecodedImage image = decoder.decode(bytes(input));
        Frame frame = recipe.preprocessing().frame();
        if (!frame.fits(image.width(), image.height())) {
            image.close();
            throw new RefusedException("invalid-input", "image", "image must have at least " + frame.width() + " × " + frame.height()
                    + " pixels, as it is not resized: " + image.width() + " × " + image.height());
        }
        return image;
    }

    private byte[] bytes(Input input) {
        return switch (input) {
            case Input.Image(byte[] bytes) -> bytes;
            case Input.Text _, Input.Tensor _, Input.Vector _ -> throw input.refusedBy(this);
        };
    }

    /** The trial has run it. */
    @Override
    public void warmUp() {
        run(List.of(new FramedImage(new byte[framing.bytes()], trial.tokensWorth())), Priority.EXTRACT).join();
        onLanes.network().forget();
    }

    @Override
    public void close() {
        session.close();
    }
}
