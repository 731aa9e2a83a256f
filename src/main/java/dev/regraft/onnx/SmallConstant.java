package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * The numbers of a constant of at most {@value #MOST} elements, as sizes, axes and scales are; what its shape is does not matter here.
 *
 * @param values never written
 */
record SmallConstant(double[] values) {

    static final int MOST = 1024;

    double first() {
        return values.length == 0 ? Double.NaN : values[0];
    }

    /** The numbers of a tensor; nothing if they are too many, or not of a type that sizes have. */
    static Optional<SmallConstant> of(TensorProto tensor) {
        if (TensorRules.elements(tensor.getName(), tensor.getDimsList()) > MOST) {
            return Optional.empty();
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean isRaw = tensor.hasRawData();
        DoubleStream values = switch (tensor.getDataType()) {
            case TensorProto.DataType.INT64_VALUE -> isRaw ? read(raw, Long.BYTES, ByteBuffer::getLong)
                    : tensor.getInt64DataList().stream().mapToDouble(Long::doubleValue);
            case TensorProto.DataType.INT32_VALUE -> isRaw ? read(raw, Integer.BYTES, ByteBuffer::getInt)
                    : tensor.getInt32DataList().stream().mapToDouble(Integer::doubleValue);
            case TensorProto.DataType.FLOAT_VALUE -> isRaw ? read(raw, Float.BYTES, ByteBuffer::getFloat)
                    : tensor.getFloatDataList().stream().mapToDouble(Float::doubleValue);
            case TensorProto.DataType.DOUBLE_VALUE -> isRaw ? read(raw, Double.BYTES, ByteBuffer::getDouble)
                    : tensor.getDoubleDataList().stream().mapToDouble(Double::doubleValue);
            default -> null;
        };
        return Optional.ofNullable(values).map(DoubleStream::toArray).map(SmallConstant::new);
    }

    private static DoubleStream read(ByteBuffer raw, int bytes, Function<ByteBuffer, Number> next) {
        return DoubleStream.generate(() -> next.apply(raw).doubleValue()).limit(raw.remaining() / bytes);
    }

    /**
     * What a node makes of constants, where its operator is one by which exporters compute shapes.
     *
     * @param known the constant of a name; null if there is none
     */
    static Optional<SmallConstant> of(NodeProto node, Function<String, SmallConstant> known) {
        if (node.getOpType().equals("Constant")) {
            return constant(node);
        }
        List<SmallConstant> inputs = node.getInputList().stream().map(known).toList();
        if (inputs.isEmpty() || inputs.contains(null)) {
            return Optional.empty();
        }
        return switch (node.getOpType()) {
            case "Identity", "Unsqueeze", "Squeeze", "Reshape", "Flatten" -> Optional.of(inputs.getFirst());
            case "Cast" -> Optional.of(cast(node, inputs.getFirst()));
            case "Concat" -> concat(inputs);
            case "Mul" -> combined(inputs, (a, b) -> a * b);
            case "Add" -> combined(inputs, Double::sum);
            case "Sub" -> combined(inputs, (a, b) -> a - b);
            case "Max" -> combined(inputs, Math::max);
            case "Min" -> combined(inputs, Math::min);
            case "Pow" -> combined(inputs, Math::pow);
            case "Equal" -> combined(inputs, (a, b) -> a == b ? 1 : 0);
            case "Where" -> inputs.size() == 3 ? chosen(inputs) : Optional.empty();
            case "ConstantOfShape" -> repeated(inputs.getFirst(), node);
            default -> Optional.empty();
        };
    }

    private static Optional<SmallConstant> constant(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals("value") && attribute.hasT()) {
                return of(attribute.getT());
            }
        }
        return Optional.ofNullable(Arrays.asList("value_int", "value_ints", "value_float", "value_floats").stream()
                .map(name -> attribute(node, name)).filter(value -> value != null).findFirst().orElse(null));
    }

    /** The numbers of an attribute; null if there is none of that name. */
    static SmallConstant attribute(NodeProto node, String name) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return new SmallConstant(switch (attribute.getType()) {
                    case INT -> new double[] {attribute.getI()};
                    case FLOAT -> new double[] {attribute.getF()};
                    case INTS -> attribute.getIntsList().stream().mapToDouble(Long::doubleValue).limit(MOST).toArray();
                    case FLOATS -> attribute.getFloatsList().stream().mapToDouble(Float::doubleValue).limit(MOST).toArray();
                    default -> new double[0];
                });
            }
        }
        return null;
    }

    /** An integer is cut off towards zero, as the runtime does it. */
    private static SmallConstant cast(NodeProto node, SmallConstant value) {
        SmallConstant to = attribute(node, "to");
        boolean toFloat = to != null && ElementType.isFloat((int) to.first());
        return toFloat ? value : new SmallConstant(Arrays.stream(value.values).map(v -> v < 0 ? Math.ceil(v) : Math.floor(v)).toArray());
    }

    private static Optional<SmallConstant> concat(List<SmallConstant> inputs) {
        List<Double> all = new ArrayList<>();
        inputs.forEach(input -> Arrays.stream(input.values).forEach(all::add));
        return all.size() > MOST ? Optional.empty()
                : Optional.of(new SmallConstant(all.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** Element by element, a single number with each. */
    private static Optional<SmallConstant> combined(List<SmallConstant> inputs, DoubleBinaryOperator operator) {
        double[] result = inputs.getFirst().values;
        for (SmallConstant input : inputs.subList(1, inputs.size())) {
            double[] other = input.values;
            int length = Math.max(result.length, other.length);
            if (result.length != length && result.length != 1 || other.length != length && other.length != 1) {
                return Optional.empty();
            }
            double[] next = new double[length];
            for (int i = 0; i < length; i++) {
                next[i] = operator.applyAsDouble(result[result.length == 1 ? 0 : i], other[other.length == 1 ? 0 : i]);
            }
            result = next;
        }
        return Optional.of(new SmallConstant(result));
    }

    /** By a condition of zeros and ones, element by element, a single number with each. */
    private static Optional<SmallConstant> chosen(List<SmallConstant> inputs) {
        int length = inputs.stream().mapToInt(input -> input.values.length).max().orElseThrow();
        if (inputs.stream().anyMatch(input -> input.values.length != length && input.values.length != 1)) {
            return Optional.empty();
        }
        double[] result = new double[length];
        for (int i = 0; i < length; i++) {
            double[] values = inputs.get(at(inputs.getFirst().values, i) != 0 ? 1 : 2).values;
            result[i] = at(values, i);
        }
        return Optional.of(new SmallConstant(result));
    }

    private static double at(double[] values, int i) {
        return values[values.length == 1 ? 0 : i];
    }

    private static Optional<SmallConstant> repeated(SmallConstant shape, NodeProto node) {
        double length = Arrays.stream(shape.values).reduce(1, (a, b) -> a * b);
        SmallConstant value = constant(node).orElse(new SmallConstant(new double[1]));
        if (!(length >= 0 && length <= MOST) || value.values.length != 1) {
            return Optional.empty();
        }
        double[] result = new double[(int) length];
        Arrays.fill(result, value.first());
        return Optional.of(new SmallConstant(result));
    }
}
