package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * The look at an ONNX file before the runtime sees it: its bytes are a model with a graph, its operators come from known
 * domains, and it names no file outside itself.
 */
final class CheckedModel {

    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    private CheckedModel() {
    }

    /**
     * Reads a model without copying its weights: they stay views of {@code bytes}, which must outlive the result.
     *
     * @throws UnusableModelException if a rule is broken
     */
    static ModelProto parse(ByteBuffer bytes) {
        ModelProto model = read(bytes);
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw new UnusableModelException("model must have a graph with nodes");
        }
        model.getOpsetImportList().forEach(opset -> requireKnown(opset.getDomain()));
        model.getFunctionsList().forEach(function -> check(function.getNodeList()));
        check(model.getGraph());
        return model;
    }

    private static ModelProto read(ByteBuffer bytes) {
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

    private static void check(GraphProto graph) {
        graph.getInitializerList().forEach(CheckedModel::check);
        graph.getSparseInitializerList().forEach(CheckedModel::check);
        check(graph.getNodeList());
    }

    private static void check(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            requireKnown(node.getDomain());
            node.getAttributeList().forEach(CheckedModel::check);
        }
    }

    private static void check(AttributeProto attribute) {
        check(attribute.getT());
        attribute.getTensorsList().forEach(CheckedModel::check);
        check(attribute.getSparseTensor());
        attribute.getSparseTensorsList().forEach(CheckedModel::check);
        check(attribute.getG());
        attribute.getGraphsList().forEach(CheckedModel::check);
    }

    private static void check(SparseTensorProto tensor) {
        check(tensor.getValues());
        check(tensor.getIndices());
    }

    private static void check(TensorProto tensor) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            throw new UnusableModelException("weights must be inside the model file: " + tensor.getName());
        }
    }

    private static void requireKnown(String domain) {
        if (!DOMAINS.contains(domain)) {
            throw new UnusableModelException("operators must come from " + DOMAINS.stream().sorted().toList() + ": " + domain);
        }
    }
}
