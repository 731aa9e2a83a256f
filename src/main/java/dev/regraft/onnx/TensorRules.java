package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;

/** What must hold of a tensor in a file: its shape is sane, and its data are as long as the shape says. */
final class TensorRules {

    /** Bytes of one tensor that a file holds, declares or makes out of constants, and of all of the last together: 1 GiB. */
    static final long MOST_BYTES = 1L << 30;

    private static final long MOST_ELEMENTS = 1L << 40;

    private TensorRules() {
    }

    /** @throws UnusableModelException if a rule is broken; the tensor's data must be in the file by now */
    static void check(TensorProto tensor) {
        long elements = elements(tensor.getName(), tensor.getDimsList());
        if (tensor.hasSegment()) {
            throw new UnusableModelException("weights must not come in segments: " + tensor.getName());
        }
        if (tensor.getDataType() == TensorProto.DataType.STRING_VALUE) {
            require(tensor, elements, tensor.getStringDataCount());
            return;
        }
        int bits = ElementType.bits(tensor.getDataType());
        if (tensor.hasRawData()) {
            require(tensor, bytes(elements, bits), tensor.getRawData().size());
        } else if (bits < 8) {
            require(tensor, bytes(elements, bits), tensor.getInt32DataCount());
        } else {
            require(tensor, elements, numbers(tensor));
        }
    }

    /** Sparse weights are made dense when they are loaded. */
    static void check(SparseTensorProto tensor) {
        check(tensor.getValues());
        check(tensor.getIndices());
        String name = tensor.getValues().getName();
        requireBytes(name, bytes(elements(name, tensor.getDimsList()), ElementType.bits(tensor.getValues().getDataType())));
    }

    /** How many numbers a shape has: at most 2^40, so that no arithmetic on sizes overflows. */
    static long elements(String name, List<Long> shape) {
        long elements = 1;
        for (long length : shape) {
            if (length < 0 || length > MOST_ELEMENTS / elements) {
                throw new UnusableModelException("a shape must be of lengths from 0 on, and of at most 2^40 numbers: " + name + " "
                        + shape);
            }
            elements *= Math.max(length, 1);
        }
        return shape.contains(0L) ? 0 : elements;
    }

    /** Bytes of so many elements of so many bits, whole ones. */
    static long bytes(long elements, int bits) {
        return (elements * bits + 7) / 8;
    }

    static void requireBytes(String name, double bytes) {
        if (!(bytes <= MOST_BYTES)) {
            throw new UnusableModelException("a tensor must take at most " + MOST_BYTES + " bytes: " + name + " "
                    + (bytes < 1e18 ? Long.toString((long) bytes) : Double.toString(bytes)));
        }
    }

    private static long numbers(TensorProto tensor) {
        return switch (tensor.getDataType()) {
            case TensorProto.DataType.FLOAT_VALUE -> tensor.getFloatDataCount();
            case TensorProto.DataType.COMPLEX64_VALUE -> tensor.getFloatDataCount() / 2;
            case TensorProto.DataType.DOUBLE_VALUE -> tensor.getDoubleDataCount();
            case TensorProto.DataType.COMPLEX128_VALUE -> tensor.getDoubleDataCount() / 2;
            case TensorProto.DataType.INT64_VALUE -> tensor.getInt64DataCount();
            case TensorProto.DataType.UINT64_VALUE, TensorProto.DataType.UINT32_VALUE -> tensor.getUint64DataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    private static void require(TensorProto tensor, long expected, long found) {
        if (expected != found) {
            throw new UnusableModelException("data of a tensor must be as long as its shape says: " + tensor.getName() + " "
                    + tensor.getDimsList() + " has " + found + ", not " + expected);
        }
    }
}
