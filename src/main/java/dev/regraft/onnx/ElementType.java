package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;

/** The types of numbers that a tensor may hold, by their codes in ONNX, and how long one is. */
final class ElementType {

    private static final int FLOAT4 = 23;
    private static final int FLOAT8_SCALE = 24;
    private static final int UINT2 = 25;
    private static final int INT2 = 26;

    private ElementType() {
    }

    /**
     * Bits of one element.
     *
     * @throws UnusableModelException if there is no such type, or it has no fixed length
     */
    static int bits(int type) {
        return switch (type) {
            case TensorProto.DataType.COMPLEX128_VALUE -> 128;
            case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.UINT64_VALUE, TensorProto.DataType.DOUBLE_VALUE,
                    TensorProto.DataType.COMPLEX64_VALUE -> 64;
            case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.INT32_VALUE, TensorProto.DataType.UINT32_VALUE -> 32;
            case TensorProto.DataType.FLOAT16_VALUE, TensorProto.DataType.BFLOAT16_VALUE, TensorProto.DataType.INT16_VALUE,
                    TensorProto.DataType.UINT16_VALUE -> 16;
            case TensorProto.DataType.INT8_VALUE, TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.BOOL_VALUE, FLOAT8_SCALE,
                    TensorProto.DataType.FLOAT8E4M3FN_VALUE, TensorProto.DataType.FLOAT8E4M3FNUZ_VALUE,
                    TensorProto.DataType.FLOAT8E5M2_VALUE, TensorProto.DataType.FLOAT8E5M2FNUZ_VALUE -> 8;
            case TensorProto.DataType.INT4_VALUE, TensorProto.DataType.UINT4_VALUE, FLOAT4 -> 4;
            case UINT2, INT2 -> 2;
            default -> throw new UnusableModelException("tensor must hold numbers of a known type: " + type);
        };
    }

    /** The code in ONNX of a type as the runtime's library has it, which counts otherwise; 0 if it has none. */
    static int of(TensorInfo.OnnxTensorType type) {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> TensorProto.DataType.FLOAT_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> TensorProto.DataType.FLOAT16_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> TensorProto.DataType.DOUBLE_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> TensorProto.DataType.BFLOAT16_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> TensorProto.DataType.INT8_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> TensorProto.DataType.UINT8_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> TensorProto.DataType.INT16_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> TensorProto.DataType.UINT16_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> TensorProto.DataType.INT32_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> TensorProto.DataType.UINT32_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> TensorProto.DataType.INT64_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> TensorProto.DataType.UINT64_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> TensorProto.DataType.BOOL_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> TensorProto.DataType.STRING_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64 -> TensorProto.DataType.COMPLEX64_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128 -> TensorProto.DataType.COMPLEX128_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN -> TensorProto.DataType.FLOAT8E4M3FN_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ -> TensorProto.DataType.FLOAT8E4M3FNUZ_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2 -> TensorProto.DataType.FLOAT8E5M2_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ -> TensorProto.DataType.FLOAT8E5M2FNUZ_VALUE;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED -> TensorProto.DataType.UNDEFINED_VALUE;
        };
    }

    /** How the runtime's library has the type of a network's input. */
    static OnnxJavaType java(int type) {
        return switch (type) {
            case TensorProto.DataType.FLOAT_VALUE -> OnnxJavaType.FLOAT;
            case TensorProto.DataType.FLOAT16_VALUE -> OnnxJavaType.FLOAT16;
            case TensorProto.DataType.DOUBLE_VALUE -> OnnxJavaType.DOUBLE;
            case TensorProto.DataType.UINT8_VALUE -> OnnxJavaType.UINT8;
            case TensorProto.DataType.INT8_VALUE -> OnnxJavaType.INT8;
            case TensorProto.DataType.INT16_VALUE -> OnnxJavaType.INT16;
            case TensorProto.DataType.INT32_VALUE -> OnnxJavaType.INT32;
            case TensorProto.DataType.INT64_VALUE -> OnnxJavaType.INT64;
            default -> throw new UnusableModelException("an input of a backbone must hold numbers: type " + type);
        };
    }

    /** Whether numbers of this type can be features: 16, 32 or 64-bit floating point. */
    static boolean isFloat(int type) {
        return type == TensorProto.DataType.FLOAT_VALUE || type == TensorProto.DataType.FLOAT16_VALUE
                || type == TensorProto.DataType.DOUBLE_VALUE;
    }

    /** As the Open Inference Protocol and clients call it, for a type of which features can be. */
    static String word(int type) {
        return switch (type) {
            case TensorProto.DataType.FLOAT16_VALUE -> "fp16";
            case TensorProto.DataType.FLOAT_VALUE -> "fp32";
            case TensorProto.DataType.DOUBLE_VALUE -> "fp64";
            default -> throw new IllegalArgumentException("type must be one of floating point: " + type);
        };
    }
}
