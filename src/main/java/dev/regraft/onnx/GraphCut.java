package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Drops from a graph everything that one tensor does not need: ONNX Runtime runs the whole graph, whatever output is asked for.
 */
final class GraphCut {

    private static final Set<Integer> NO_WEIGHTS = Set.of(TensorProto.DataType.INT64_VALUE, TensorProto.DataType.BOOL_VALUE,
            TensorProto.DataType.STRING_VALUE);

    private GraphCut() {
    }

    /** The part of a model that makes its new and only output. */
    static ModelProto at(ValueInfoProto output, ModelProto model) {
        return model.toBuilder().setGraph(before(output.getName(), model.getGraph()).addOutput(output)).build();
    }

    /** How many numbers are in the weights that a tensor needs: not single ones, nor what counts or chooses. */
    static long parameters(String tensor, GraphProto graph) {
        GraphProto.Builder part = before(tensor, graph);
        return Stream.concat(part.getInitializerList().stream(), part.getNodeList().stream()
                        .flatMap(node -> node.getAttributeList().stream()).filter(AttributeProto::hasT).map(AttributeProto::getT))
                .filter(weight -> weight.getDimsCount() > 0 && !NO_WEIGHTS.contains(weight.getDataType()))
                .mapToLong(weight -> TensorRules.elements(weight.getName(), weight.getDimsList())).sum();
    }

    /**
     * The part of a graph that makes {@code tensor}: its nodes, weights and inputs, without any output declared.
     * Nodes are in topological order, as ONNX demands, so one walk from the last to the first finds all of them.
     */
    private static GraphProto.Builder before(String tensor, GraphProto graph) {
        Set<String> needed = new HashSet<>(List.of(tensor));
        boolean[] kept = new boolean[graph.getNodeCount()];
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            kept[i] = node.getOutputList().stream().anyMatch(name -> !name.isEmpty() && needed.contains(name));
            if (kept[i]) {
                addNamesRead(node, needed);
            }
        }
        return withOnly(graph, kept, needed);
    }

    /** A node reads its inputs and whatever the bodies of its branches and loops take from around them. */
    private static void addNamesRead(NodeProto node, Set<String> names) {
        names.addAll(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            attribute.getG().getNodeList().forEach(inner -> addNamesRead(inner, names));
            attribute.getG().getOutputList().forEach(output -> names.add(output.getName()));
            for (GraphProto body : attribute.getGraphsList()) {
                body.getNodeList().forEach(inner -> addNamesRead(inner, names));
                body.getOutputList().forEach(output -> names.add(output.getName()));
            }
        }
    }

    private static GraphProto.Builder withOnly(GraphProto graph, boolean[] kept, Set<String> needed) {
        GraphProto.Builder cut = GraphProto.newBuilder().setName(graph.getName());
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                cut.addNode(graph.getNode(i));
            }
        }
        graph.getInitializerList().stream().filter(w -> needed.contains(w.getName())).forEach(cut::addInitializer);
        graph.getSparseInitializerList().stream().filter(w -> needed.contains(w.getValues().getName()))
                .forEach(cut::addSparseInitializer);
        graph.getInputList().stream().filter(input -> needed.contains(input.getName())).forEach(cut::addInput);
        return cut;
    }
}
