package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.RefusedException;
import dev.regraft.onnx.EncoderFile;
import dev.regraft.onnx.ImageSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A backbone of images: decoded and made of one size by the caller, run by the lanes. So what waits for a lane is small, however
 * large the image was.
 */
final class ImageBackbone implements LaneBackbone {

    private final FeatureSpace space;
    private final ImageDecoder decoder;
    private final Framing framing;
    private final ImageRecipe recipe;
    private final EncoderFile.Contents contents;
    private final ImageSession session;
    private final TimedNetwork network;
    private final Lanes lanes;
    private final ImageTrial trial;

    private ImageBackbone(ImageRecipe recipe, EncoderFile.Contents contents, ImageDecoder decoder, ImageSession session, Lanes lanes) {
        this.space = new FeatureSpace(recipe.name(), recipe.digest(), session.dimension());
        this.decoder = decoder;
        this.framing = new Framing(recipe.preprocessing().frame());
        this.recipe = recipe;
        this.contents = contents;
        this.session = session;
        this.trial = ImageTrial.of(session, framing.bytes());
        this.network = new TimedNetwork(new ImageNetwork(session, trial.mostTogether()));
        this.lanes = lanes;
    }

    static ImageBackbone open(ImageRecipe recipe, PreparedFiles files, ImageDecoder decoder, Lanes lanes) throws IOException {
        Path prepared = files.prepare(recipe);
        ImageSession session = ImageSession.open(prepared);
        try {
            return new ImageBackbone(recipe, EncoderFile.contents(prepared), decoder, session, lanes);
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

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Lanes lanes() {
        return lanes;
    }

    /** The trial has run it. */
    @Override
    public void warmUp() {
        run(List.of(new FramedImage(new byte[framing.bytes()], trial.tokensWorth())), Priority.EXTRACT).join();
        network.forget();
    }

    @Override
    public BackboneStatus status() {
        return BackboneStatus.loaded(recipe, space.dimension(), contents, network.msPerItem());
    }

    @Override
    public void close() {
        session.close();
    }
}
