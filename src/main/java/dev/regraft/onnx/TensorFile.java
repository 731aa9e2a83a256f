package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the ONNX file of a network that reads neither texts nor images into one that gives features of what it reads: the layer of its
 * classes cut off, pooling and L2 norm behind it.
 *
 * <p>The result has the one input that the network needs, and the one output {@code features} ({@code batch × d}, fp32, each row of norm
 * 1). It is proven against the network before it is used.
 */
public final class TensorFile {

    private TensorFile() {
    }

    /**
     * Writes the composed file. The weights are mapped, never on the heap.
     *
     * @param cut the tensor behind which it is cut; null where {@link CutFinder} says
     * @param pooling how places become one vector; null for their mean
     * @param target the file to write; replaced if it exists, gone if the network is refused
     * @throws UnusableModelException if the network breaks a rule, or what is written gives other features
     * @throws IOException if a file cannot be read or written
     */
    public static void compose(Path network, String cut, PlacePooling pooling, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto model = CheckedModel.open(network, arena);
            Path scratch = target.toAbsolutePath().getParent();
            GraphShapes shapes = GraphShapes.of(model, scratch);
            Trial.ofWhole(model, scratch);
            String tensor = new CutFinder(model, shapes).at(cut);
            PlaceVectors vectors = PlaceVectors.of(tensor, shapes.get(tensor),
                    pooling == null && shapes.get(tensor).shape().length > 2 ? PlacePooling.MEAN : pooling);
            ModelProto composed = composed(model, vectors);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
                composed.writeTo(out);
            }
            Trial.ofPrepared(composed, target);
            CutProof.require(model, tensor, target, (_, states) -> vectors.reference(states));
        } catch (UnusableModelException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private static ModelProto composed(ModelProto model, PlaceVectors vectors) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        String vector = vectors.append(graph);
        new FeatureNodes(graph, OperatorRules.opset(model)).appendNorm(vector);
        ModelProto cut = GraphCut.at(EncoderFile.output(vectors.dimension()), model.toBuilder().setGraph(graph).build());
        if (ModelLook.inputs(cut.getGraph()).size() != 1) {
            throw new UnusableModelException("a network of tensors must need one input: " + ModelLook.inputs(cut.getGraph()));
        }
        return cut;
    }
}
