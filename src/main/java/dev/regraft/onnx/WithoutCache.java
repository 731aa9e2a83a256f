package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * Takes out of a decoder the branch for texts of which nothing is remembered.
 *
 * <p>Exporters merge two decoders into one file, which an input {@code use_cache_branch} chooses between; the states of its tokens lie
 * inside the branches, where no cut reaches them. The branch is written out in place of the choice.
 */
final class WithoutCache {

    private static final String CHOICE = "use_cache_branch";

    private WithoutCache() {
    }

    /**
     * The model without that choice; one that has none as it is.
     *
     * @throws UnusableModelException if a name inside the branch is one outside it, or something else asks for the choice
     */
    static ModelProto of(ModelProto model) {
        GraphProto graph = model.getGraph();
        if (!GraphShapes.inputs(graph).contains(CHOICE)) {
            return model;
        }
        GraphProto.Builder single = graph.toBuilder().clearNode().clearInput();
        for (ValueInfoProto input : graph.getInputList()) {
            if (!input.getName().equals(CHOICE)) {
                single.addInput(input);
            }
        }
        graph.getNodeList().forEach(node -> add(node, single));
        ModelProto without = model.toBuilder().setGraph(single).build();
        GraphRules.check(without.getGraph());
        return without;
    }

    private static void add(NodeProto node, GraphProto.Builder single) {
        if (!node.getOpType().equals("If") || !node.getInput(0).equals(CHOICE)) {
            single.addNode(node);
            return;
        }
        GraphProto branch = node.getAttributeList().stream().filter(attribute -> attribute.getName().equals("else_branch"))
                .map(AttributeProto::getG).findFirst().orElseThrow(() -> new UnusableModelException("an If must have two branches: " + node.getName()));
        single.addAllInitializer(branch.getInitializerList()).addAllSparseInitializer(branch.getSparseInitializerList())
                .addAllValueInfo(branch.getValueInfoList()).addAllNode(branch.getNodeList());
        for (int i = 0; i < node.getOutputCount(); i++) {
            String inside = branch.getOutput(i).getName();
            if (!inside.equals(node.getOutput(i))) {
                single.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(inside).addOutput(node.getOutput(i)));
            }
        }
    }
}
