package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which node makes a tensor of a checked graph, and which tensors depend on the values that the network is given. */
final class GraphData {

    private static final Set<String> OF_SHAPE_ONLY = Set.of("Shape", "Size");

    private final Map<String, NodeProto> makers = new HashMap<>();
    private final Set<String> dependent;

    GraphData(GraphProto graph) {
        this.dependent = new HashSet<>(GraphShapes.inputs(graph));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> makers.put(output, node));
            if (!OF_SHAPE_ONLY.contains(node.getOpType()) && reads(node)) {
                node.getOutputList().stream().filter(output -> !output.isEmpty()).forEach(dependent::add);
            }
        }
    }

    private boolean reads(NodeProto node) {
        return node.getInputList().stream().anyMatch(dependent::contains)
                || node.getAttributeList().stream().anyMatch(attribute -> readsInside(attribute));
    }

    private boolean readsInside(AttributeProto attribute) {
        return attribute.getG().getNodeList().stream().anyMatch(this::reads)
                || attribute.getG().getOutputList().stream().anyMatch(output -> dependent.contains(output.getName()))
                || attribute.getGraphsList().stream().anyMatch(graph -> graph.getNodeList().stream().anyMatch(this::reads));
    }

    /** The node that makes a tensor; null for an input or a weight. */
    NodeProto maker(String tensor) {
        return makers.get(tensor);
    }

    /** Whether a tensor's values depend on the values of an input, not only on its shape. */
    boolean depends(String tensor) {
        return dependent.contains(tensor);
    }
}
