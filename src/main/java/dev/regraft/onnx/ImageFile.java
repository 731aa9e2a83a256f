package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Makes an image network's ONNX file into one that gives features of bytes: rescaling and layout in front of it, the layer of its classes
 * cut off, pooling and L2 norm behind it.
 *
 * <p>The result has the one input {@code pixels} ({@code batch × height × width × 3}, uint8) and the one output {@code features}
 * ({@code batch × d}, fp32, each row of norm 1). It is proven against the network before it is used.
 */
public final class ImageFile {

    private ImageFile() {
    }

    /**
     * Writes the composed file. The weights are mapped, never on the heap.
     *
     * @param network an ONNX file of a network of images, see {@link ImageInput}
     * @param target the file to write; replaced if it exists, gone if the network is refused
     * @throws UnusableModelException if the network breaks a rule, or what is written gives other features
     * @throws IOException if a file cannot be read or written
     */
    public static void compose(Path network, ImagePreparation how, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto checked = CheckedModel.open(network, arena);
            ImageInput input = ModelLook.image(checked.getGraph())
                    .orElseThrow(() -> new UnusableModelException("input of an image network must be fp32, fp16, fp64 or uint8, batch × 3 × height × width "
                            + "or batch × height × width × 3: " + ModelLook.inputs(checked.getGraph())));
            ModelProto model = sized(checked, input, how);
            Path scratch = target.toAbsolutePath().getParent();
            GraphShapes shapes = GraphShapes.of(model, scratch);
            Trial.ofWhole(model, scratch);
            String cut = new CutFinder(model, shapes).at(how.cut());
            PlaceVectors vectors = PlaceVectors.of(cut, shapes.get(cut), how.pooling());
            ModelProto composed = composed(model, input, how, vectors);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
                composed.writeTo(out);
            }
            Trial.ofPrepared(composed, target);
            new ImageProof(model, cut, input, how).require(target, vectors);
        } catch (UnusableModelException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    /** The network for images of the one size that it is given: then the sizes of all that it makes of them are known. */
    private static ModelProto sized(ModelProto model, ImageInput input, ImagePreparation how) {
        if (input.height() > 0 && input.height() != how.height() || input.width() > 0 && input.width() != how.width()) {
            throw new UnusableModelException("images must be prepared as the network takes them, " + input.height() + " × " + input.width() + ": "
                    + how.height() + " × " + how.width());
        }
        if (input.batch() > 1) {
            throw new UnusableModelException("the batch of an image network must be open, or 1: " + input.batch());
        }
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (graph.getInput(i).getName().equals(input.name())) {
                graph.setInput(i, input.of(how.height(), how.width()));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static ModelProto composed(ModelProto model, ImageInput input, ImagePreparation how, PlaceVectors vectors) {
        GraphProto.Builder behind = model.getGraph().toBuilder();
        String vector = vectors.append(behind);
        new FeatureNodes(behind, OperatorRules.opset(model)).appendNorm(vector);
        GraphProto cut = GraphCut.at(EncoderFile.output(vectors.dimension()), model.toBuilder().setGraph(behind).build()).getGraph();
        if (!GraphShapes.inputs(cut).equals(Set.of(input.name()))) {
            throw new UnusableModelException("a network of images must need nothing else: " + GraphShapes.inputs(cut));
        }
        return model.toBuilder().clearTrainingInfo()
                .setGraph(PixelNodes.before(cut, input, how.scale(), how.height(), how.width())).build();
    }
}
