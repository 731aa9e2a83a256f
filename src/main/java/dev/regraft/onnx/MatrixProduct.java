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
import java.nio.DoubleBuffer;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Products of double-precision matrices by ONNX Runtime: one {@code Gemm} node for each choice of transposes.
 *
 * <p>A product of integers is exact, whatever order the runtime adds in, while the sum of the absolute values of each inner
 * product's terms stays below 2^53. Other products have the same bits each time on the same processor. One thread computes, the caller's.
 *
 * <p>Thread-safe. The sessions are made at first use and kept for the life of the JVM: closing one under a running call would kill it.
 */
public final class MatrixProduct {

    /** Most numbers that one matrix may have: a direct buffer's bytes are counted by an {@code int}. */
    private static final int MATRIX_LIMIT = Integer.MAX_VALUE / Double.BYTES;
    private static final int KEPT_WORKSPACES = 2;
    private static final int OPERATOR_SET = 13;
    private static final int IR_VERSION = 7;

    private static final OrtSession[] SESSIONS = new OrtSession[4];
    private static final ArrayBlockingQueue<Workspace> WORKSPACES = new ArrayBlockingQueue<>(KEPT_WORKSPACES);

    private MatrixProduct() {
    }

    /**
     * Computes {@code c = op(a) op(b)}, all row-major, where {@code op(a)} is {@code m × k} and {@code op(b)} is {@code k × n}.
     *
     * @param a {@code m × k}, or {@code k × m} if {@code transposeA}
     * @param b {@code k × n}, or {@code n × k} if {@code transposeB}
     * @param c room for {@code m × n} at its beginning
     * @throws IllegalArgumentException if an array is too short for its shape, or a size is not positive
     * @throws IllegalStateException at first use, if the service is stopping
     */
    public static void multiply(double[] a, boolean transposeA, double[] b, boolean transposeB, int m, int k, int n, double[] c) {
        requireSize("a", a, m, k);
        requireSize("b", b, k, n);
        requireSize("c", c, m, n);
        Workspace kept = WORKSPACES.poll();
        Workspace workspace = kept == null ? new Workspace() : kept;
        try {
            DoubleBuffer left = workspace.left.room(m * k).put(0, a, 0, m * k);
            DoubleBuffer right = workspace.right.room(k * n).put(0, b, 0, k * n);
            DoubleBuffer result = workspace.result.room(m * n);
            run(session(transposeA, transposeB), left, shape(transposeA, m, k), right, shape(transposeB, k, n), result, shape(false, m, n));
            result.get(0, c, 0, m * n);
        } catch (OrtException e) {
            throw new IllegalStateException("matrix product of " + m + " × " + k + " × " + n + " failed", e);
        } finally {
            WORKSPACES.offer(workspace);
        }
    }

    private static void requireSize(String name, double[] matrix, int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("sizes of " + name + " must be positive: " + rows + " × " + columns);
        }
        long size = (long) rows * columns;
        if (size > Math.min(matrix.length, MATRIX_LIMIT)) {
            throw new IllegalArgumentException(name + " must hold " + rows + " × " + columns + " numbers: " + matrix.length);
        }
    }

    private static long[] shape(boolean transposed, int rows, int columns) {
        return transposed ? new long[] {columns, rows} : new long[] {rows, columns};
    }

    private static void run(OrtSession session, DoubleBuffer a, long[] shapeA, DoubleBuffer b, long[] shapeB, DoubleBuffer c, long[] shapeC)
            throws OrtException {
        try (OnnxTensor left = OnnxTensor.createTensor(OnnxRuntime.environment(), a, shapeA);
                OnnxTensor right = OnnxTensor.createTensor(OnnxRuntime.environment(), b, shapeB);
                OnnxTensor result = OnnxTensor.createTensor(OnnxRuntime.environment(), c, shapeC)) {
            session.run(Map.of("a", left, "b", right), Map.of("c", result)).close();
        }
    }

    private static synchronized OrtSession session(boolean transposeA, boolean transposeB) throws OrtException {
        int index = (transposeA ? 2 : 0) + (transposeB ? 1 : 0);
        if (SESSIONS[index] == null) {
            try (OrtSession.SessionOptions options = SessionKind.KERNEL.options()) {
                SESSIONS[index] = OnnxRuntime.createSession(model(transposeA, transposeB).toByteArray(), options);
            }
        }
        return SESSIONS[index];
    }

    private static ModelProto model(boolean transposeA, boolean transposeB) {
        NodeProto gemm = NodeProto.newBuilder().setOpType("Gemm").addInput("a").addInput("b").addOutput("c")
                .addAttribute(flag("transA", transposeA)).addAttribute(flag("transB", transposeB)).build();
        GraphProto graph = GraphProto.newBuilder().setName("matrix-product").addNode(gemm)
                .addInput(matrix("a")).addInput(matrix("b")).addOutput(matrix("c")).build();
        return ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("regraft").setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET)).build();
    }

    private static AttributeProto flag(String name, boolean value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value ? 1 : 0).build();
    }

    private static ValueInfoProto matrix(String name) {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + "Rows"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(name + "Columns")).build();
        TypeProto.Tensor type = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.DOUBLE.getNumber()).setShape(shape).build();
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(type)).build();
    }

    /** The native memory of one running product. */
    private static final class Workspace {

        private final Room left = new Room();
        private final Room right = new Room();
        private final Room result = new Room();
    }

    /** A direct buffer that grows. */
    private static final class Room {

        private DoubleBuffer buffer = allocate(0);

        private static DoubleBuffer allocate(int size) {
            return ByteBuffer.allocateDirect(size * Double.BYTES).order(ByteOrder.nativeOrder()).asDoubleBuffer();
        }

        /** Room for so many numbers, with whatever was in it. */
        DoubleBuffer room(int size) {
            if (buffer.capacity() < size) {
                buffer = allocate(size);
            }
            return buffer.slice(0, size);
        }
    }
}
