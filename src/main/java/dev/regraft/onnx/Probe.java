package dev.regraft.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Inputs made up to try a network with: the same ones each time, for whatever inputs it has.
 *
 * @param rows length of a batch, where a network leaves it open
 * @param length of any other axis that it leaves open
 */
record Probe(int rows, int length) {

    /** Two of them, no length of which is one of the other. */
    static final Probe LARGE = new Probe(2, 5);
    static final Probe SMALL = new Probe(1, 3);

    /** Token ids that every vocabulary has. */
    private static final int TOKENS = 4;

    private static final int COLOURS = 3;
    private static final int IMAGE_SIDE = 224;
    private static final int SIGNAL = 1_600;
    private static final int MOST_SIGNAL = 10;

    /** What a network made of a probe: its numbers in fp32, and their shape. */
    record Result(float[] values, long[] shape) {
    }

    /**
     * Runs a network on this probe.
     *
     * @param output name of the output to read, of floating-point numbers
     * @throws OrtException if the runtime fails
     */
    Result run(OrtSession session, String output) throws OrtException {
        try (OrtSession.Result result = runAll(session, List.of(output))) {
            return result((OnnxTensor) result.get(0));
        }
    }

    /** Runs a network on this probe; the result, which is to be closed, has the outputs asked for. */
    OrtSession.Result runAll(OrtSession session, List<String> outputs) throws OrtException {
        return runAll(session, outputs, null);
    }

    /** As {@link #runAll(OrtSession, List)}, in a run that can be ended. */
    OrtSession.Result runAll(OrtSession session, List<String> outputs, OrtSession.RunOptions options) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                inputs.put(input.getKey(), input(input.getKey(), input.getValue(), session.getNumInputs() == 1));
            }
            return session.run(inputs, new LinkedHashSet<>(outputs), options);
        } finally {
            inputs.values().forEach(OnnxValue::close);
        }
    }

    /** The numbers of a tensor of floating-point ones. */
    static Result result(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        float[] values = new float[Math.toIntExact(info.getNumElements())];
        if (info.type == OnnxJavaType.DOUBLE) {
            DoubleBuffer numbers = tensor.getDoubleBuffer();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) numbers.get(i);
            }
        } else {
            tensor.getFloatBuffer().get(values);
        }
        return new Result(values, info.getShape());
    }

    private OnnxTensor input(String name, NodeInfo node, boolean isOnly) throws OrtException {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            throw new UnusableModelException("an input of a backbone must be a tensor: " + name);
        }
        long[] shape = info.getShape();
        fix(shape, axis -> openLength(name, info, axis, isOnly));
        return OnnxTensor.createTensor(OnnxRuntime.environment(), bytes(name, info, shape), shape, info.type);
    }

    private void fix(long[] shape, IntToLongFunction open) {
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = shape[axis] >= 0 ? shape[axis] : axis == 0 ? rows : open.applyAsLong(axis);
        }
    }

    /** Images and signals must be of a usual size: few networks take five pixels, or samples. What lies beside other inputs is as long as these. */
    private long openLength(String name, TensorInfo info, int axis, boolean isOnly) {
        List<Long> shape = Arrays.stream(info.getShape()).boxed().toList();
        int type = ElementType.of(info.onnxType);
        if (ImageInput.of(new ModelLook.Input(name, type, shape)).isPresent()) {
            return axis == 1 ? COLOURS : IMAGE_SIDE;
        }
        boolean isSignal = isOnly && ElementType.isFloat(type) && shape.size() <= 3 && shape.stream().skip(1).filter(fixed -> fixed < 0).count() == 1;
        return isSignal ? (long) SIGNAL * Math.min(length, MOST_SIGNAL) : length;
    }

    private ByteBuffer bytes(String name, TensorInfo info, long[] shape) {
        long elements = 1;
        for (long axis : shape) {
            elements *= axis;
        }
        int row = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
        int width = info.type.size;
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(elements, width))).order(ByteOrder.nativeOrder());
        for (int i = 0; i < elements; i++) {
            switch (info.type) {
                case INT64 -> bytes.putLong(integer(name, i, row));
                case INT32 -> bytes.putInt(integer(name, i, row));
                case INT16 -> bytes.putShort((short) integer(name, i, row));
                case INT8, UINT8, BOOL -> bytes.put((byte) integer(name, i, row));
                case FLOAT -> bytes.putFloat((float) real(i));
                case FLOAT16 -> bytes.putShort(Float.floatToFloat16((float) real(i)));
                case DOUBLE -> bytes.putDouble(real(i));
                default -> throw new UnusableModelException("an input of a backbone must hold numbers: " + name);
            }
        }
        return bytes.flip();
    }

    /**
     * Which places of its texts hold tokens.
     *
     * @param shape of the input of token ids; -1 for a length that is open
     */
    boolean[][] tokens(long[] shape) {
        long[] fixed = shape.clone();
        fix(fixed, _ -> length);
        boolean[][] tokens = new boolean[(int) fixed[0]][(int) fixed[1]];
        for (int row = 0; row < tokens.length; row++) {
            for (int i = 0; i < tokens[row].length; i++) {
                tokens[row][i] = isToken(row, i, tokens[row].length);
            }
        }
        return tokens;
    }

    /** The last of every second row is padding; where rows are longer than this probe, what it does not fill. */
    private boolean isToken(int row, int i, int rowLength) {
        return rowLength == 1 || i < length && (row % 2 == 0 || i < Math.min(length, rowLength) - 1);
    }

    private int integer(String name, int i, int rowLength) {
        return switch (name) {
            case FeatureNodes.ATTENTION_MASK -> isToken(i / rowLength, i % rowLength, rowLength) ? 1 : 0;
            case FeatureNodes.TOKEN_TYPE_IDS -> 0;
            case FeatureNodes.POSITION_IDS -> i % rowLength;
            default -> 1 + i * 7 % (TOKENS - 1);
        };
    }

    /** Between -1 and 1, no two neighbours alike. */
    private static double real(int i) {
        return Math.sin(0.7 * i + 0.3 * (i % 97));
    }
}
