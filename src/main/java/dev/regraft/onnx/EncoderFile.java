package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a text network's ONNX file into one that gives features: cut behind the hidden states, then pooling and L2 norm inside the graph.
 *
 * <p>The result takes some of the inputs that {@link TokenInputs} names ({@code batch × sequence}, int64 or int32) and has the one output
 * {@code features} ({@code batch × d}, fp32, each row of norm 1). It is proven against the network before it is used.
 */
public final class EncoderFile {

    private EncoderFile() {
    }

    /**
     * Writes the composed file. The weights are mapped, never on the heap.
     *
     * @param encoder an ONNX file of an encoder or decoder of tokens, or of a classifier on top of one
     * @param cut the tensor of hidden states, {@code batch × sequence × d}, fp32 or fp16, or of vectors, {@code batch × d};
     *     null: {@link CutFinder} finds the hidden states
     * @param pooling {@link Pooling#NONE} for vectors only
     * @param target the file to write; replaced if it exists, gone if the encoder is refused
     * @throws UnusableModelException if the encoder breaks a rule, or what is written gives other features
     * @throws IOException if a file cannot be read or written
     */
    public static void compose(Path encoder, String cut, Pooling pooling, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto model = TokenInputs.canonical(CheckedModel.open(encoder, arena));
            Path scratch = target.toAbsolutePath().getParent();
            GraphShapes shapes = GraphShapes.of(model, scratch);
            Trial.ofWhole(model, scratch);
            String hiddenStates = new CutFinder(model, shapes).at(cut);
            ModelProto composed = composed(model, hiddenStates, shapes.get(hiddenStates), pooling);
            write(composed, target);
            Trial.ofPrepared(composed, target);
            long[] ids = shapes.get(FeatureNodes.INPUT_IDS).shape();
            CutProof.require(model, hiddenStates, target, (probe, states) -> ReferenceFeatures.of(pooling, probe.tokens(ids), states));
        } catch (UnusableModelException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    /**
     * Whether a tensor is one vector for each text already, as far as can be told without running the network.
     *
     * @throws UnusableModelException if the network breaks a rule
     * @throws IOException if it cannot be read
     */
    public static boolean isPooledAt(Path encoder, String cut) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto model = TokenInputs.canonical(CheckedModel.open(encoder, arena));
            return GraphShapes.of(model, null).rank(cut) == 2;
        }
    }

    /**
     * What a composed file holds.
     *
     * @param cut the tensor behind which the encoder was cut
     * @param parameters numbers in its weights
     */
    public record Contents(String cut, long parameters) {
    }

    /**
     * Looks into a file that {@link #compose} has written.
     *
     * @throws UnusableModelException if it is none
     * @throws IOException if it cannot be read
     */
    public static Contents contents(Path composed) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            GraphProto graph = CheckedModel.open(composed, arena).getGraph();
            String cut = FeatureNodes.hiddenStates(graph)
                    .orElseThrow(() -> new UnusableModelException("file must be a composed encoder: " + composed));
            return new Contents(cut, GraphCut.parameters(cut, graph));
        }
    }

    private static void write(ModelProto model, Path target) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            model.writeTo(out);
        }
    }

    private static ModelProto composed(ModelProto model, String name, GraphShapes.Tensor hiddenStates, Pooling pooling) {
        boolean isHalf = hiddenStates.type() == TensorProto.DataType.FLOAT16_VALUE;
        if (!isHalf && hiddenStates.type() != TensorProto.DataType.FLOAT_VALUE || hiddenStates.shape().length != (pooling == Pooling.NONE ? 2 : 3)
                || hiddenStates.width() < 1) {
            throw new UnusableModelException("hidden states must be fp32 or fp16, batch × sequence × d: " + name);
        }
        GraphProto.Builder graph = model.getGraph().toBuilder();
        new FeatureNodes(graph, OperatorRules.opset(model)).append(name, isHalf, pooling);
        return withKnownInputs(GraphCut.at(output(hiddenStates.width()), model.toBuilder().setGraph(graph).build()), name);
    }

    private static ModelProto withKnownInputs(ModelProto composed, String cut) {
        List<String> unknown = GraphShapes.inputs(composed.getGraph()).stream().filter(input -> !TokenInputs.CANONICAL.contains(input)).sorted().toList();
        if (!unknown.isEmpty()) {
            throw new UnusableModelException("what is before the cut " + cut + " must read nothing but " + String.join(", ", TokenInputs.CANONICAL)
                    + " and past_key_values: " + String.join(", ", unknown));
        }
        return composed;
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
