package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.onnx.CentreCrop;
import dev.regraft.onnx.EncoderFile;
import dev.regraft.onnx.ImageSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;

/**
 * A backbone of images: decoded and made squares of one size by the caller, run by the lanes. So what waits for a lane is small, however
 * large the image was.
 */
final class ImageBackbone implements LaneBackbone {

    private static final int[] WARM_UP_IMAGES = {1, 8};

    private final FeatureSpace space;
    private final ImageDecoder decoder;
    private final CentreCrop crop;
    private final ImageRecipe recipe;
    private final EncoderFile.Contents contents;
    private final ImageSession session;
    private final TimedNetwork network;
    private final Lanes lanes;
    private final int tokensWorth;

    private ImageBackbone(ImageRecipe recipe, EncoderFile.Contents contents, ImageDecoder decoder, CentreCrop crop, ImageSession session, Lanes lanes) {
        this.space = new FeatureSpace(recipe.name(), recipe.digest(), session.dimension());
        this.decoder = decoder;
        this.crop = crop;
        this.recipe = recipe;
        this.contents = contents;
        this.session = session;
        this.network = new TimedNetwork(new ImageNetwork(session));
        this.lanes = lanes;
        this.tokensWorth = recipe.tokensWorth();
    }

    static ImageBackbone open(ImageRecipe recipe, PreparedFiles files, ImageDecoder decoder, Lanes lanes) throws IOException {
        Path prepared = files.prepare(recipe);
        ImageSession session = ImageSession.open(prepared);
        try {
            return new ImageBackbone(recipe, EncoderFile.contents(prepared), decoder, CentreCrop.open(recipe.shorterSide(), recipe.side()), session, lanes);
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
        decoder.decode(bytes(input)).close();
    }

    @Override
    public PreparedInput prepare(Input input) {
        try (DecodedImage image = decoder.decode(bytes(input))) {
            return new SquareImage(crop.of(image.width(), image.height(), image::write), tokensWorth);
        }
    }

    private byte[] bytes(Input input) {
        return switch (input) {
            case Input.Image(byte[] bytes) -> bytes;
            case Input.Text _, Input.Vector _ -> throw input.refusedBy(this);
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

    @Override
    public void warmUp() {
        for (int images : WARM_UP_IMAGES) {
            SquareImage black = new SquareImage(new byte[crop.side() * crop.side() * 3], tokensWorth);
            run(Collections.nCopies(images, black), Priority.EXTRACT).join();
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
        crop.close();
    }
}
