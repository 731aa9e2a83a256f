package dev.regraft.backbone;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** Classifiers of some hundred bytes, to be imported: each gives scores by a last layer, which is to be cut off. */
public final class ImportedNetworks {

    private ImportedNetworks() {
    }

    /** Of images of any size, NHWC: the mean of each colour, and the largest, behind a name with a colon. */
    public static byte[] colours(long height, long width) {
        return model(floats("input_1:0", -1, height, width, 3), 6, attributed("Transpose", "planes", "perm", List.of(0L, 3L, 1L, 2L), "input_1:0"),
                node("GlobalAveragePool", "means", "planes"), node("GlobalMaxPool", "largest", "planes"),
                attributed("Concat", "both", "axis", 1, "means", "largest"), attributed("Flatten", "features:0", "axis", 1, "both"));
    }

    /** Of signals of any length, in two channels: their means, and the largest of each. */
    public static byte[] signals() {
        return model(floats("signal", -1, 2, -1), 4, node("GlobalAveragePool", "means", "signal"), node("GlobalMaxPool", "largest", "signal"),
                attributed("Concat", "both", "axis", 1, "means", "largest"), attributed("Flatten", "features:0", "axis", 1, "both"));
    }

    /** Of rows of three numbers: each as its hyperbolic tangent. */
    static byte[] rows() {
        return model(floats("row", -1, 3), 3, node("Tanh", "features:0", "row"));
    }

    private static ModelProto.Builder file(GraphProto.Builder graph) {
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)).setGraph(graph);
    }

    private static byte[] model(ValueInfoProto input, int features, NodeProto... nodes) {
        TensorProto.Builder weights = TensorProto.newBuilder().setName("weights").setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(features)
                .addDims(2);
        for (int i = 0; i < 2 * features; i++) {
            weights.addFloatData(i);
        }
        return file(GraphProto.newBuilder().setName("toy").addInput(input).addAllNode(List.of(nodes)).addInitializer(weights)
                .addNode(node("MatMul", "logits", "features:0", "weights")).addNode(node("Softmax", "scores", "logits"))
                .addOutput(floats("scores", -1, 2))).build().toByteArray();
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(operator).addOutput(output).addAllInput(List.of(inputs)).build();
    }

    private static NodeProto attributed(String operator, String output, String name, long value, String... inputs) {
        return node(operator, output, inputs).toBuilder().addAttribute(AttributeProto.newBuilder().setName(name)
                .setType(AttributeProto.AttributeType.INT).setI(value)).build();
    }

    private static NodeProto attributed(String operator, String output, String name, List<Long> values, String... inputs) {
        return node(operator, output, inputs).toBuilder().addAttribute(AttributeProto.newBuilder().setName(name)
                .setType(AttributeProto.AttributeType.INTS).addAllInts(values)).build();
    }

    private static ValueInfoProto floats(String name, long... shape) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        var type = value.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        for (long length : shape) {
            var dimension = type.getShapeBuilder().addDimBuilder();
            if (length > 0) {
                dimension.setDimValue(length);
            }
        }
        return value.build();
    }
}
