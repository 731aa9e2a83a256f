package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How big the tensors get that a graph makes out of constants: the runtime makes them while it loads a file, so 145 bytes can take
 * all memory there is.
 *
 * <p>Sizes are worked out where they are constants themselves, with the few operators by which exporters compute shapes. A size that
 * is a constant, yet comes by other operators, is refused: nobody can say what it is before it is too late.
 */
final class ConstantSizes {

    /** The whole model's part of the account. */
    private static final class Account {
        private final Map<String, FunctionProto> functions = new HashMap<>();
        private double totalBytes;
    }

    private final Account account;
    private final ConstantSizes around;
    /** Whether the runtime's shapes will not show what is in here: in branches and functions. */
    private final boolean hidden;
    private final Map<String, SmallConstant> known = new HashMap<>();
    private final Map<String, Double> elements = new HashMap<>();
    private final Set<String> fixed = new HashSet<>();

    private ConstantSizes(Account account, ConstantSizes around, boolean hidden) {
        this.account = account;
        this.around = around;
        this.hidden = hidden;
    }

    /** @throws UnusableModelException if a tensor, or all that are made of constants, are too big, or cannot be told */
    static void check(ModelProto model) {
        Account account = new Account();
        model.getFunctionsList().forEach(function -> account.functions.put(
                OperatorRules.key(function.getDomain(), function.getName()), function));
        new ConstantSizes(account, null, false).checkGraph(model.getGraph());
    }

    private void checkGraph(GraphProto graph) {
        graph.getInitializerList().forEach(weight -> {
            fixed.add(weight.getName());
            elements.put(weight.getName(), (double) TensorRules.elements(weight.getName(), weight.getDimsList()));
            SmallConstant.of(weight).ifPresent(value -> known.put(weight.getName(), value));
        });
        graph.getSparseInitializerList().forEach(weight -> fixed.add(weight.getValues().getName()));
        graph.getNodeList().forEach(this::check);
    }

    private void check(NodeProto node) {
        FunctionProto function = account.functions.get(OperatorRules.key(node.getDomain(), node.getOpType()));
        if (function != null) {
            checkCall(node, function);
            return;
        }
        boolean constant = node.getInputList().stream().allMatch(this::isFixed);
        for (AttributeProto attribute : node.getAttributeList()) {
            constant &= !attribute.hasG() && attribute.getGraphsCount() == 0;
            if (attribute.hasG()) {
                new ConstantSizes(account, this, true).checkGraph(attribute.getG());
            }
            attribute.getGraphsList().forEach(graph -> new ConstantSizes(account, this, true).checkGraph(graph));
        }
        if (OperatorRules.canonical(node.getDomain()).isEmpty() && node.getOutputCount() > 0) {
            checkSize(node, constant);
            SmallConstant.of(node, this::known).ifPresent(value -> known.put(node.getOutput(0), value));
        }
        if (constant) {
            fixed.addAll(node.getOutputList());
        }
    }

    /** A function is written out where it is called: its inputs are what they are there. */
    private void checkCall(NodeProto node, FunctionProto function) {
        ConstantSizes body = new ConstantSizes(account, null, true);
        for (int i = 0; i < function.getInputCount(); i++) {
            body.take(function.getInput(i), this, i < node.getInputCount() ? node.getInput(i) : "");
        }
        function.getNodeList().forEach(body::check);
        for (int i = 0; i < Math.min(function.getOutputCount(), node.getOutputCount()); i++) {
            take(node.getOutput(i), body, function.getOutput(i));
        }
    }

    private void take(String name, ConstantSizes from, String theirs) {
        if (from.isFixed(theirs)) {
            fixed.add(name);
        }
        elements.put(name, from.elementsOf(theirs));
        SmallConstant value = from.known(theirs);
        if (value != null) {
            known.put(name, value);
        }
    }

    private void checkSize(NodeProto node, boolean constant) {
        double made = switch (node.getOpType()) {
            case "ConstantOfShape" -> product(node, 0);
            case "Expand" -> Math.max(product(node, 1), elementsOf(node, 0));
            case "Tile" -> product(node, 1) * elementsOf(node, 0);
            case "Range" -> range(node);
            case "Upsample" -> node.getInputCount() > 1 ? product(node, 1) * elementsOf(node, 0) : scales(node);
            case "Resize" -> Math.max(node.getInputCount() > 3 ? product(node, 3) : 0,
                    product(node, node.getInputCount() > 2 ? 2 : 1) * elementsOf(node, 0));
            case "Pad" -> node.getInputCount() > 1 ? pads(value(node, 1)) : pads(SmallConstant.attribute(node, "pads"));
            case "OneHot" -> product(node, 1) * elementsOf(node, 0);
            case "DequantizeLinear", "QuantizeLinear" -> 0;
            default -> hidden && constant ? crossed(node) : 0;
        };
        // Four bytes a number: most are fp32, and nobody counts on a factor of two here.
        double bytes = Math.max(made, 0) * Float.BYTES;
        TensorRules.requireBytes(node.getOutput(0), bytes);
        if (made > 0 || constant) {
            elements.put(node.getOutput(0), made > 0 ? made : largest(node));
        }
        if (constant) {
            account.totalBytes += bytes;
            TensorRules.requireBytes("all that are made of constants, up to " + node.getOutput(0), account.totalBytes);
        }
    }

    /** The most that can come of weights and each other, as of a column times a row; 0 for what is no bigger than what it is made of. */
    private double crossed(NodeProto node) {
        double product = 1;
        for (String input : node.getInputList()) {
            product *= elementsOf(input);
        }
        return product > largest(node) ? product : 0;
    }

    /** Numbers in the largest thing that a node reads, or holds. */
    private double largest(NodeProto node) {
        double largest = 1;
        for (String input : node.getInputList()) {
            largest = Math.max(largest, elementsOf(input));
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasT()) {
                largest = Math.max(largest, TensorRules.elements(attribute.getT().getName(), attribute.getT().getDimsList()));
            }
        }
        return largest;
    }

    /** Product of the numbers of an input: 1 if it depends on what the model is given, or is left out. */
    private double product(NodeProto node, int input) {
        SmallConstant value = value(node, input);
        if (value == null) {
            return 1;
        }
        double product = 1;
        for (double length : value.values()) {
            product *= Math.max(length, 1);
        }
        return product;
    }

    private double range(NodeProto node) {
        SmallConstant start = value(node, 0);
        SmallConstant limit = value(node, 1);
        SmallConstant delta = value(node, 2);
        if (start == null || limit == null || delta == null) {
            return 1;
        }
        return Math.ceil((limit.first() - start.first()) / delta.first());
    }

    private static double scales(NodeProto node) {
        SmallConstant scales = SmallConstant.attribute(node, "scales");
        double product = 1;
        for (double scale : scales == null ? new double[0] : scales.values()) {
            product *= Math.max(scale, 1);
        }
        return product;
    }

    /** What the padding alone brings about: each axis gets at least as long as what it is padded with. */
    private static double pads(SmallConstant pads) {
        double product = 1;
        int rank = pads == null ? 0 : pads.values().length / 2;
        for (int axis = 0; axis < rank; axis++) {
            product *= Math.max(pads.values()[axis] + pads.values()[axis + rank], 1);
        }
        return product;
    }

    private double elementsOf(NodeProto node, int input) {
        return input < node.getInputCount() ? elementsOf(node.getInput(input)) : 1;
    }

    /** Numbers in a tensor; 1 if nobody can say yet. */
    private double elementsOf(String name) {
        for (ConstantSizes scope = this; scope != null; scope = scope.around) {
            Double found = scope.elements.get(name);
            if (found != null) {
                return Math.max(found, 1);
            }
        }
        return 1;
    }

    /**
     * An input that says how big something gets; null if that depends on what the model is given.
     *
     * @throws UnusableModelException if it does not, and cannot be told all the same
     */
    private SmallConstant value(NodeProto node, int input) {
        if (node.getInputCount() <= input || node.getInput(input).isEmpty()) {
            return null;
        }
        String name = node.getInput(input);
        SmallConstant value = known(name);
        if (value == null && isFixed(name)) {
            throw new UnusableModelException("a constant size must be one that can be told without running the model: " + name + " of "
                    + node.getOpType());
        }
        return value;
    }

    private SmallConstant known(String name) {
        for (ConstantSizes scope = this; scope != null; scope = scope.around) {
            SmallConstant found = scope.known.get(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Whether a tensor is the same whatever the model is given; one that is left out is. */
    private boolean isFixed(String name) {
        for (ConstantSizes scope = this; scope != null; scope = scope.around) {
            if (scope.fixed.contains(name)) {
                return true;
            }
        }
        return name.isEmpty();
    }
}
