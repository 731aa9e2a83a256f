package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of one graph: each tensor is made once, and before it is read. That leaves no room for a circle.
 *
 * <p>The graphs of branches see the names around them, as ONNX has it.
 */
final class GraphRules {

    private final GraphRules around;
    private final Set<String> made = new HashSet<>();

    private GraphRules(GraphRules around) {
        this.around = around;
    }

    /** @throws UnusableModelException if a rule is broken */
    static void check(GraphProto graph) {
        new GraphRules(null).checkGraph(graph);
    }

    /** As {@link #check(GraphProto)}, for the body of a function. */
    static void check(FunctionProto function) {
        GraphRules rules = new GraphRules(null);
        function.getInputList().forEach(rules::make);
        rules.checkNodes(function.getNodeList());
        function.getOutputList().forEach(output -> rules.requireMade(output, function.getName()));
    }

    private void checkGraph(GraphProto graph) {
        graph.getInputList().forEach(input -> make(input.getName()));
        Set<String> weights = new HashSet<>();
        graph.getInitializerList().forEach(weight -> weigh(weight.getName(), weights));
        graph.getSparseInitializerList().forEach(weight -> weigh(weight.getValues().getName(), weights));
        graph.getInitializerList().forEach(TensorRules::check);
        graph.getSparseInitializerList().forEach(TensorRules::check);
        checkNodes(graph.getNodeList());
        graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(output -> requireMade(output, graph.getName()));
    }

    private void checkNodes(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            node.getInputList().stream().filter(input -> !input.isEmpty()).forEach(input -> requireMade(input, node.getOpType()));
            node.getAttributeList().forEach(this::check);
            node.getOutputList().stream().filter(output -> !output.isEmpty()).forEach(this::make);
        }
    }

    private void check(AttributeProto attribute) {
        if (attribute.hasT()) {
            TensorRules.check(attribute.getT());
        }
        attribute.getTensorsList().forEach(TensorRules::check);
        if (attribute.hasSparseTensor()) {
            TensorRules.check(attribute.getSparseTensor());
        }
        attribute.getSparseTensorsList().forEach(TensorRules::check);
        if (attribute.hasG()) {
            new GraphRules(this).checkGraph(attribute.getG());
        }
        attribute.getGraphsList().forEach(graph -> new GraphRules(this).checkGraph(graph));
    }

    private void make(String name) {
        if (name.isEmpty() || !made.add(name)) {
            throw new UnusableModelException("a tensor must be made once, and have a name: " + name);
        }
    }

    /** Before version 4 of the format every weight was an input too. */
    private void weigh(String name, Set<String> weights) {
        if (name.isEmpty() || !weights.add(name)) {
            throw new UnusableModelException("a weight must be there once, and have a name: " + name);
        }
        made.add(name);
    }

    private void requireMade(String name, String reader) {
        for (GraphRules scope = this; scope != null; scope = scope.around) {
            if (scope.made.contains(name)) {
                return;
            }
        }
        throw new UnusableModelException("a tensor must be made before it is read: " + name + ", by " + reader);
    }
}
