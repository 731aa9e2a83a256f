package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Nodes and attributes in the words of protobuf; a node is named after its one output. */
final class Nodes {

    private Nodes() {
    }

    static NodeProto node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output).addAllInput(inputs)
                .addAllAttribute(List.of(attributes)).build();
    }

    /** A Constant node rather than an initializer: files older than IR 4 want every initializer among the inputs too. */
    static NodeProto floats(String output, List<Float> values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(bytes::putFloat);
        return constant(output, TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(values.size())
                .setRawData(ByteString.copyFrom(bytes.flip())));
    }

    /** A single number, without axes. */
    static NodeProto integer(String output, long value) {
        return constant(output, TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(value));
    }

    static NodeProto integers(String output, List<Long> values) {
        return constant(output, TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE).addDims(values.size())
                .addAllInt64Data(values));
    }

    private static NodeProto constant(String output, TensorProto.Builder value) {
        return node("Constant", output, List.of(), AttributeProto.newBuilder()
                .setName("value").setType(AttributeProto.AttributeType.TENSOR).setT(value).build());
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    static AttributeProto attributes(String name, List<Long> values) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS).addAllInts(values).build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF(value).build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value)).build();
    }
}
