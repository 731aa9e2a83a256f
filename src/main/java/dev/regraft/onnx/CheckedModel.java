package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * The look at an ONNX file before the runtime sees it: an ONNX file is untrusted input.
 *
 * <p>In this order, each cheap enough for what the one before lets through: the bytes ({@link WireScan}), the operators
 * ({@link OperatorRules}), the files that it names ({@link ExternalData}), the graph's names and weights ({@link GraphRules},
 * {@link TensorRules}, {@link QuantisedWeights}), and what is made out of constants ({@link ConstantSizes}). The runtime then infers shapes
 * on a copy without weights ({@link GraphShapes}), which bounds every tensor of known shape before the file itself is loaded, and last runs
 * it in bounded memory and time ({@link Trial}).
 */
final class CheckedModel {

    private static final long OLDEST_IR = 3;
    private static final long NEWEST_IR = 13;

    private CheckedModel() {
    }

    /**
     * Reads a model without copying its weights: they stay views of mapped files.
     *
     * @param arena how long the result can be read
     * @return the model with all weights inside and without what serves training only
     * @throws UnusableModelException if a rule is broken
     * @throws IOException if a file cannot be read
     */
    static ModelProto open(Path file, Arena arena) throws IOException {
        ModelProto model = parse(mapped(file, arena));
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw new UnusableModelException("model must have a graph with nodes");
        }
        if (model.getIrVersion() < OLDEST_IR || model.getIrVersion() > NEWEST_IR) {
            throw new UnusableModelException("version of the file format must be in [" + OLDEST_IR + ", " + NEWEST_IR + "]: "
                    + model.getIrVersion());
        }
        OperatorRules.check(model);
        ModelProto whole = ExternalData.takenIn(model, file.toAbsolutePath().getParent(), arena);
        whole.getFunctionsList().forEach(GraphRules::check);
        GraphRules.check(whole.getGraph());
        QuantisedWeights.check(whole);
        ConstantSizes.check(whole);
        return OperatorRules.withoutForeignDomains(whole.toBuilder().clearTrainingInfo().build());
    }

    /** Whether weights of a model lie in files beside it. */
    static boolean hasWeightsOutside(Path file, Arena arena) throws IOException {
        return parse(mapped(file, arena)).getGraph().getInitializerList().stream().anyMatch(ExternalData::isOutside);
    }

    private static ByteBuffer mapped(Path path, Arena arena) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            if (file.size() > Integer.MAX_VALUE) {
                throw new UnusableModelException("model file must be smaller than 2 GiB: " + file.size());
            }
            return file.map(MapMode.READ_ONLY, 0, file.size(), arena).asByteBuffer();
        }
    }

    private static ModelProto parse(ByteBuffer bytes) {
        WireScan.check(bytes);
        try {
            var input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            input.enableAliasing(true);
            return ModelProto.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableModelException("file must be an ONNX model: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnusableModelException("file cannot be read as an ONNX model", e);
        }
    }
}
