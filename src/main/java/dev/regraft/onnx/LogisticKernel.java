package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The heavy steps of logistic regression in single precision, by ONNX Runtime: scores and probabilities of m rows x under weights w, and
 * the gradient that their errors give.
 *
 * <p>Matrices are row-major from index 0 of direct buffers in native order, of which nothing else is read or written: x is m × p, w is
 * p × C. The bits are the same each time on the same processor. One thread computes, the caller's.
 *
 * <p>Thread-safe. The sessions are made at first use and kept for the life of the JVM: closing one under a running call would kill it.
 */
public final class LogisticKernel {

    private static final int OPERATOR_SET = 13;
    private static final int IR_VERSION = 7;

    /** A graph of these nodes. */
    private enum Step {
        SCORES(gemm(false, "x", "w", "z")),
        LABEL(gemm(false, "x", "w", "scores"), node("Softmax", "p", "scores").build()),
        LABELS(gemm(false, "x", "w", "z"), node("Sigmoid", "p", "z").build()),
        GRADIENT(gemm(true, "x", "errors", "g")),
        SOFTMAX(node("Mul", "scaled", "z", "scale").build(), node("Softmax", "p", "scaled").build());

        private final List<NodeProto> nodes;
        private OrtSession session;

        Step(NodeProto... nodes) {
            this.nodes = List.of(nodes);
        }

        private static NodeProto.Builder node(String operator, String output, String... inputs) {
            return NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs)).addOutput(output);
        }

        private static NodeProto gemm(boolean transposed, String a, String b, String output) {
            return node("Gemm", output, a, b).addAttribute(AttributeProto.newBuilder().setName("transA")
                    .setType(AttributeProto.AttributeType.INT).setI(transposed ? 1 : 0)).build();
        }

        private synchronized OrtSession session(Map<String, Matrix> inputs, Map<String, Matrix> outputs) throws OrtException {
            if (session == null) {
                try (OrtSession.SessionOptions options = SessionKind.KERNEL.options()) {
                    session = OnnxRuntime.createSession(model(inputs, outputs).toByteArray(), options);
                }
            }
            return session;
        }

        private ModelProto model(Map<String, Matrix> inputs, Map<String, Matrix> outputs) {
            GraphProto.Builder graph = GraphProto.newBuilder().setName("logistic").addAllNode(nodes);
            inputs.keySet().forEach(name -> graph.addInput(matrix(name)));
            outputs.keySet().forEach(name -> graph.addOutput(matrix(name)));
            return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("regraft").setGraph(graph)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET)).build();
        }

        private static ValueInfoProto matrix(String name) {
            TensorShapeProto shape = TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + "Rows"))
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + "Columns")).build();
            TypeProto.Tensor type = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()).setShape(shape).build();
            return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(type)).build();
        }

        private void run(Map<String, Matrix> inputs, Map<String, Matrix> outputs) {
            Map<String, OnnxTensor> in = new HashMap<>();
            Map<String, OnnxTensor> out = new HashMap<>();
            try {
                open(inputs, in);
                open(outputs, out);
                session(inputs, outputs).run(in, out).close();
            } catch (OrtException e) {
                throw new IllegalStateException("step " + this + " of logistic regression failed", e);
            } finally {
                in.values().forEach(OnnxTensor::close);
                out.values().forEach(OnnxTensor::close);
            }
        }

        private static void open(Map<String, Matrix> matrices, Map<String, OnnxTensor> tensors) throws OrtException {
            for (Map.Entry<String, Matrix> entry : matrices.entrySet()) {
                tensors.put(entry.getKey(), entry.getValue().tensor());
            }
        }
    }

    /** So many numbers of a buffer as rows and columns. */
    private record Matrix(FloatBuffer numbers, int rows, int columns) {

        private Matrix {
            if (rows < 1 || columns < 1 || (long) rows * columns > numbers.capacity()) {
                throw new IllegalArgumentException(
                        "a buffer must hold " + rows + " × " + columns + " numbers, at least one: " + numbers.capacity());
            }
            if (!numbers.isDirect() || numbers.order() != ByteOrder.nativeOrder()) {
                throw new IllegalArgumentException("a buffer must be direct and in native order: " + numbers);
            }
        }

        private OnnxTensor tensor() throws OrtException {
            return OnnxTensor.createTensor(OnnxRuntime.environment(), numbers.slice(0, rows * columns), new long[] {rows, columns});
        }
    }

    private LogisticKernel() {
    }

    /** Room for so many numbers, as all methods here want it. */
    public static FloatBuffer room(int numbers) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(numbers, Float.BYTES)).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /**
     * Computes z = x w.
     *
     * @param z room for m × C
     */
    public static void scores(FloatBuffer x, FloatBuffer w, int m, int p, int classes, FloatBuffer z) {
        Step.SCORES.run(product(x, w, m, p, classes), Map.of("z", new Matrix(z, m, classes)));
    }

    /**
     * Computes the softmax of every row of x w.
     *
     * @param probabilities room for m × C
     */
    public static void ofOneLabel(FloatBuffer x, FloatBuffer w, int m, int p, int classes, FloatBuffer probabilities) {
        Step.LABEL.run(product(x, w, m, p, classes), Map.of("p", new Matrix(probabilities, m, classes)));
    }

    /**
     * Computes z = x w and its sigmoid.
     *
     * @param z room for m × C
     * @param probabilities room for m × C
     */
    public static void ofManyLabels(FloatBuffer x, FloatBuffer w, int m, int p, int classes, FloatBuffer z, FloatBuffer probabilities) {
        Map<String, Matrix> outputs = new LinkedHashMap<>();
        outputs.put("z", new Matrix(z, m, classes));
        outputs.put("p", new Matrix(probabilities, m, classes));
        Step.LABELS.run(product(x, w, m, p, classes), outputs);
    }

    /**
     * Computes g = xᵀ errors.
     *
     * @param errors m × C
     * @param g room for p × C
     */
    public static void gradient(FloatBuffer x, FloatBuffer errors, int m, int p, int classes, FloatBuffer g) {
        Map<String, Matrix> inputs = new LinkedHashMap<>();
        inputs.put("x", new Matrix(x, m, p));
        inputs.put("errors", new Matrix(errors, m, classes));
        Step.GRADIENT.run(inputs, Map.of("g", new Matrix(g, p, classes)));
    }

    /**
     * Computes the softmax of every row of z, each number times the one in {@code scale}.
     *
     * @param z m × C
     * @param probabilities room for m × C
     */
    public static void softmax(FloatBuffer z, FloatBuffer scale, int m, int classes, FloatBuffer probabilities) {
        Map<String, Matrix> inputs = new LinkedHashMap<>();
        inputs.put("z", new Matrix(z, m, classes));
        inputs.put("scale", new Matrix(scale, 1, 1));
        Step.SOFTMAX.run(inputs, Map.of("p", new Matrix(probabilities, m, classes)));
    }

    private static Map<String, Matrix> product(FloatBuffer x, FloatBuffer w, int m, int p, int classes) {
        Map<String, Matrix> inputs = new LinkedHashMap<>();
        inputs.put("x", new Matrix(x, m, p));
        inputs.put("w", new Matrix(w, p, classes));
        return inputs;
    }
}
