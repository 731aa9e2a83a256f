package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes an image network's ONNX file into one that gives features of bytes: rescaling and layout in front of it, L2 norm behind it.
 *
 * <p>The result has the one input {@code pixels} ({@code batch × height × width × 3}, uint8) and the one output {@code features}
 * ({@code batch × d}, fp32, each row of norm 1).
 */
public final class ImageFile {

    private ImageFile() {
    }

    /**
     * Writes the composed file. The weights are mapped, never on the heap.
     *
     * @param network an ONNX file with one input, fp32, {@code batch × 3 × height × width} or {@code batch × height × width × 3}, and
     *     one output, fp32, {@code batch × d}
     * @param scale what the network wants of a pixel
     * @param target the file to write; replaced if it exists, gone if the network is refused
     * @throws UnusableModelException if the network breaks a rule
     * @throws IOException if a file cannot be read or written
     */
    public static void compose(Path network, PixelScale scale, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto composed = composed(CheckedModel.open(network, arena), scale);
            GraphShapes.of(composed, target.toAbsolutePath().getParent());
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
                composed.writeTo(out);
            }
            Trial.ofPrepared(composed, target);
        } catch (UnusableModelException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private static ModelProto composed(ModelProto model, PixelScale scale) {
        GraphProto network = model.getGraph();
        if (network.getInputCount() != 1 || network.getOutputCount() != 1) {
            throw new UnusableModelException("image network must have one input and one output: " + network.getInputCount() + ", "
                    + network.getOutputCount());
        }
        ValueInfoProto pooled = network.getOutput(0);
        GraphProto.Builder graph = PixelNodes.before(network, scale);
        FeatureNodes nodes = new FeatureNodes(graph, OperatorRules.opset(model));
        nodes.appendNorm(pooled.getName());
        graph.clearOutput().addOutput(EncoderFile.output(dimension(pooled)));
        return model.toBuilder().clearTrainingInfo().setGraph(graph).build();
    }

    private static long dimension(ValueInfoProto pooled) {
        var shape = pooled.getType().getTensorType().getShape();
        if (shape.getDimCount() != 2 || shape.getDim(1).getDimValue() < 1) {
            throw new UnusableModelException("output of an image network must be fp32, batch × d: " + pooled.getName());
        }
        return shape.getDim(1).getDimValue();
    }
}
