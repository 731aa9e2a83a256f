package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes an encoder's ONNX file into one that gives features: cut behind the hidden states, then pooling and L2 norm inside the graph.
 *
 * <p>The result takes the inputs of the encoder ({@code batch × sequence}, int64) and has the one output {@code features}
 * ({@code batch × d}, fp32, each row of norm 1).
 */
public final class EncoderFile {

    private static final List<String> HIDDEN_STATES = List.of("last_hidden_state", "token_embeddings");

    private EncoderFile() {
    }

    /**
     * Writes the composed file. The weights are mapped, never on the heap.
     *
     * @param encoder an ONNX file with an output named {@code last_hidden_state} or {@code token_embeddings},
     *     {@code batch × sequence × d}, fp32
     * @param target the file to write; replaced if it exists
     * @throws UnusableModelException if the encoder breaks a rule
     * @throws IOException if a file cannot be read or written
     */
    public static void compose(Path encoder, Pooling pooling, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel file = FileChannel.open(encoder);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            if (file.size() > Integer.MAX_VALUE) {
                throw new UnusableModelException("model file must be smaller than 2 GiB: " + file.size());
            }
            ModelProto model = CheckedModel.parse(file.map(MapMode.READ_ONLY, 0, file.size(), arena).asByteBuffer());
            composed(model, pooling).writeTo(out);
        }
    }

    private static ModelProto composed(ModelProto model, Pooling pooling) {
        ValueInfoProto hiddenStates = hiddenStates(model.getGraph());
        GraphProto.Builder graph = model.getGraph().toBuilder();
        new FeatureNodes(graph, opset(model)).append(hiddenStates.getName(), pooling);
        GraphProto.Builder cut = GraphCut.before(FeatureNodes.FEATURES, graph.build());
        cut.addOutput(output(dimension(hiddenStates)));
        return model.toBuilder().clearTrainingInfo().setGraph(cut).build();
    }

    private static ValueInfoProto hiddenStates(GraphProto graph) {
        return graph.getOutputList().stream()
                .filter(output -> HIDDEN_STATES.contains(output.getName()))
                .findFirst()
                .orElseThrow(() -> new UnusableModelException("encoder must have an output named one of " + HIDDEN_STATES + ": "
                        + graph.getOutputList().stream().map(ValueInfoProto::getName).toList()));
    }

    private static long dimension(ValueInfoProto hiddenStates) {
        var type = hiddenStates.getType().getTensorType();
        var shape = type.getShape();
        boolean isFloat = type.getElemType() == TensorProto.DataType.FLOAT_VALUE;
        if (!isFloat || shape.getDimCount() != 3 || shape.getDim(2).getDimValue() < 1) {
            throw new UnusableModelException("hidden states must be fp32, batch × sequence × d: " + hiddenStates.getName());
        }
        return shape.getDim(2).getDimValue();
    }

    /** The version of ONNX's own operators that a model uses. */
    static long opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(opset -> opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx"))
                .mapToLong(opset -> opset.getVersion())
                .findFirst()
                .orElseThrow(() -> new UnusableModelException("model must say which version of ONNX operators it uses"));
    }

    /** What a composed file gives: {@code batch × dimension}, fp32. */
    static ValueInfoProto output(long dimension) {
        var output = ValueInfoProto.newBuilder().setName(FeatureNodes.FEATURES);
        var type = output.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        type.getShapeBuilder().addDimBuilder().setDimParam("batch");
        type.getShapeBuilder().addDimBuilder().setDimValue(dimension);
        return output.build();
    }
}
