package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Types and shapes of the tensors of a graph, as the runtime itself infers them. Not thread-safe.
 *
 * <p>It is given a copy whose large weights are inputs, so that nothing of size is loaded, nothing is computed (all optimisation is
 * off), and whose every tensor is an output, whose shape it then tells. Where it cannot, what the file says of a tensor stands.
 * Where that says nothing either, as behind the reshapes of transformers, the network is run on made-up inputs when somebody asks.
 */
final class GraphShapes {

    /** A weight of fewer elements may be one that shapes are made of. */
    private static final int LARGE = 1024;

    /**
     * A tensor's type, by its code in ONNX, and its shape.
     *
     * @param shape never written; -1 for a length that depends on what the model is given
     */
    record Tensor(int type, long[] shape) {

        /** The last length; -1 if it is not known. */
        long width() {
            return shape.length == 0 ? -1 : shape[shape.length - 1];
        }

        /** Numbers in it, as if every unknown length were 1. */
        double leastElements() {
            double elements = 1;
            for (long length : shape) {
                elements *= length < 0 ? 1 : length;
            }
            return elements;
        }
    }

    private final ModelProto model;
    private final Path scratch;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Set<String> unclear = new HashSet<>();

    private GraphShapes(ModelProto model, Path scratch) {
        this.model = model;
        this.scratch = scratch;
    }

    /**
     * Infers the shapes of a checked model, and checks that none of known size is too big.
     *
     * @param scratch folder for a temporary file of the model's size; null if {@link #get} is not asked
     * @throws UnusableModelException if the runtime cannot load the graph, or a tensor is too big
     * @throws IllegalStateException if the service is stopping
     */
    static GraphShapes of(ModelProto model, Path scratch) {
        GraphShapes shapes = new GraphShapes(model, scratch);
        try (OrtSession.SessionOptions options = SessionKind.SHAPES.options();
                OrtSession session = OnnxRuntime.createSession(skeleton(model).toByteArray(), options)) {
            session.getInputInfo().forEach(shapes::add);
            session.getOutputInfo().forEach(shapes::addOutput);
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot load the model: " + e.getMessage(), e);
        }
        shapes.requireBounded(model.getGraph());
        return shapes;
    }

    /**
     * The type and shape of a tensor; null if it is none of numbers.
     *
     * @throws UnusableModelException if the network must be run to tell, and fails
     */
    Tensor get(String name) {
        if (unclear.contains(name)) {
            observe();
        }
        return tensors.get(name);
    }

    /** How many axes a tensor has, as it is inferred; 0 if that is not known. */
    int rank(String name) {
        Tensor tensor = tensors.get(name);
        return tensor == null ? 0 : tensor.shape().length;
    }

    /** Lengths that are the same for inputs of two sizes are taken for fixed. */
    private void observe() {
        List<String> outputs = List.copyOf(unclear);
        unclear.clear();
        try (WholeModel whole = WholeModel.of(model, outputs, scratch, SessionKind.REFERENCE)) {
            Map<String, long[]> large = whole.shapes(Probe.LARGE, outputs);
            Map<String, long[]> small = whole.shapes(Probe.SMALL, outputs);
            for (String output : outputs) {
                tensors.put(output, new Tensor(tensors.get(output).type(), common(large.get(output), small.get(output))));
            }
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot run the model: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("model cannot be written to " + scratch, e);
        }
    }

    private static long[] common(long[] shape, long[] other) {
        long[] common = shape.clone();
        for (int axis = 0; axis < common.length; axis++) {
            common[axis] = axis < other.length && other[axis] == shape[axis] ? shape[axis] : -1;
        }
        return common;
    }

    private void addOutput(String name, NodeInfo info) {
        add(name, info);
        Tensor tensor = tensors.get(name);
        if (tensor != null && tensor.width() < 0 && ElementType.isFloat(tensor.type())) {
            unclear.add(name);
        }
    }

    private void add(String name, NodeInfo info) {
        if (info.getInfo() instanceof TensorInfo tensor) {
            int type = ElementType.of(tensor.onnxType);
            if (type != TensorProto.DataType.UNDEFINED_VALUE) {
                tensors.put(name, new Tensor(type, tensor.getShape()));
            }
        }
    }

    /** Each tensor by itself, and together those that depend on no input: the runtime computes them while it loads the file. */
    private void requireBounded(GraphProto graph) {
        Set<String> given = inputs(graph);
        Set<String> dependent = new HashSet<>(given);
        given.forEach(name -> requireBytes(name));
        double constantBytes = 0;
        for (NodeProto node : graph.getNodeList()) {
            boolean constant = node.getInputList().stream().noneMatch(dependent::contains) && node.getAttributeList().stream()
                    .noneMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
            for (String output : node.getOutputList()) {
                double bytes = requireBytes(output);
                constantBytes += constant ? bytes : 0;
                if (!constant) {
                    dependent.add(output);
                }
            }
            TensorRules.requireBytes("all that are made of constants, up to " + node.getOutput(0), constantBytes);
        }
    }

    private double requireBytes(String name) {
        Tensor tensor = tensors.get(name);
        double bytes = tensor == null || tensor.type() == TensorProto.DataType.STRING_VALUE ? 0
                : tensor.leastElements() * ElementType.bits(tensor.type()) / 8;
        TensorRules.requireBytes(name, bytes);
        return bytes;
    }

    /** What a model must be given: its inputs that are no weights. */
    static Set<String> inputs(GraphProto graph) {
        Set<String> inputs = graph.getInputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        graph.getInitializerList().forEach(weight -> inputs.remove(weight.getName()));
        graph.getSparseInitializerList().forEach(weight -> inputs.remove(weight.getValues().getName()));
        return inputs;
    }

    private static ModelProto skeleton(ModelProto model) {
        GraphProto graph = model.getGraph();
        GraphProto.Builder skeleton = graph.toBuilder().clearInitializer().clearNode().clearOutput().clearValueInfo();
        Set<String> inputs = graph.getInputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        Map<String, ValueInfoProto> declared = Stream.concat(graph.getValueInfoList().stream(), graph.getOutputList().stream())
                .collect(Collectors.toMap(ValueInfoProto::getName, Function.identity(), (_, output) -> output));
        for (TensorProto weight : graph.getInitializerList()) {
            if (isSmall(weight)) {
                skeleton.addInitializer(weight);
            } else if (!inputs.contains(weight.getName())) {
                skeleton.addInput(input(weight.getName(), weight));
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            TensorProto large = largeConstant(node);
            if (large == null) {
                skeleton.addNode(node);
                node.getOutputList().stream().filter(output -> !output.isEmpty())
                        .map(output -> declared.getOrDefault(output, ValueInfoProto.newBuilder().setName(output).build()))
                        .forEach(skeleton::addOutput);
            } else {
                skeleton.addInput(input(node.getOutput(0), large));
            }
        }
        return model.toBuilder().setGraph(skeleton).build();
    }

    private static boolean isSmall(TensorProto tensor) {
        return TensorRules.elements(tensor.getName(), tensor.getDimsList()) < LARGE;
    }

    /** The value of a node that is nothing but a large weight, as some exporters write them; null otherwise. */
    private static TensorProto largeConstant(NodeProto node) {
        List<AttributeProto> attributes = node.getAttributeList();
        boolean isLarge = node.getOpType().equals("Constant") && node.getOutputCount() == 1 && attributes.size() == 1
                && attributes.getFirst().hasT() && !isSmall(attributes.getFirst().getT());
        return isLarge ? attributes.getFirst().getT() : null;
    }

    private static ValueInfoProto input(String name, TensorProto weight) {
        ValueInfoProto.Builder input = ValueInfoProto.newBuilder().setName(name);
        var type = input.getTypeBuilder().getTensorTypeBuilder().setElemType(weight.getDataType());
        type.getShapeBuilder();
        weight.getDimsList().forEach(length -> type.getShapeBuilder().addDimBuilder().setDimValue(length));
        return input.build();
    }
}
