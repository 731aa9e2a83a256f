package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The nodes in front of an image network: bytes to numbers, rescaled, in the network's order of axes. */
final class PixelNodes {

    /** The one input of a composed file: {@code batch × height × width × 3}, uint8. */
    static final String PIXELS = "pixels";

    private static final String PREFIX = "regraft/pixels/";
    private static final int CHANNELS = 3;

    private PixelNodes() {
    }

    /** The network behind these nodes, which take the place of its input. */
    static GraphProto.Builder before(GraphProto network, PixelScale scale) {
        ValueInfoProto input = network.getInput(0);
        TensorShapeProto shape = input.getType().getTensorType().getShape();
        boolean isFloat = input.getType().getTensorType().getElemType() == TensorProto.DataType.FLOAT_VALUE;
        boolean planes = shape.getDimCount() == 4 && shape.getDim(1).getDimValue() == CHANNELS;
        boolean interleaved = shape.getDimCount() == 4 && shape.getDim(3).getDimValue() == CHANNELS;
        if (!isFloat || !planes && !interleaved) {
            throw new UnusableModelException("input of an image network must be fp32, batch × 3 × height × width or "
                    + "batch × height × width × 3: " + input.getName());
        }
        GraphProto.Builder graph = network.toBuilder().clearNode().clearInput();
        String scaled = planes ? PREFIX + "scaled" : input.getName();
        graph.addNode(constant("mean", scale.mean())).addNode(constant("deviation", scale.deviation()));
        graph.addNode(node("Cast", PREFIX + "numbers", List.of(PIXELS)).addAttribute(AttributeProto.newBuilder()
                .setName("to").setType(AttributeProto.AttributeType.INT).setI(TensorProto.DataType.FLOAT_VALUE)));
        graph.addNode(node("Sub", PREFIX + "centred", List.of(PREFIX + "numbers", PREFIX + "mean")));
        graph.addNode(node("Div", scaled, List.of(PREFIX + "centred", PREFIX + "deviation")));
        if (planes) {
            graph.addNode(node("Transpose", input.getName(), List.of(scaled)).addAttribute(AttributeProto.newBuilder()
                    .setName("perm").setType(AttributeProto.AttributeType.INTS).addAllInts(List.of(0L, 3L, 1L, 2L))));
        }
        return graph.addAllNode(network.getNodeList()).addInput(pixels(shape.getDim(planes ? 2 : 1), shape.getDim(planes ? 3 : 2)));
    }

    private static ValueInfoProto pixels(TensorShapeProto.Dimension height, TensorShapeProto.Dimension width) {
        ValueInfoProto.Builder pixels = ValueInfoProto.newBuilder().setName(PIXELS);
        var shape = pixels.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.UINT8_VALUE).getShapeBuilder();
        shape.addDimBuilder().setDimParam("batch");
        shape.addDim(height).addDim(width).addDimBuilder().setDimValue(CHANNELS);
        return pixels.build();
    }

    private static NodeProto constant(String name, float value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        return node("Constant", PREFIX + name, List.of()).addAttribute(AttributeProto.newBuilder()
                .setName("value").setType(AttributeProto.AttributeType.TENSOR).setT(TensorProto.newBuilder()
                        .setDataType(TensorProto.DataType.FLOAT_VALUE).setRawData(ByteString.copyFrom(bytes)))).build();
    }

    private static NodeProto.Builder node(String operator, String output, List<String> inputs) {
        return NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output).addAllInput(inputs);
    }
}
