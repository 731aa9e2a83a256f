package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An encoder of some hundred bytes: the hidden state of a token is its row of a table, and a classifier behind it, which features
 * do not need, adds up the states.
 */
final class ToyEncoder {

    /** {@code vocabulary × d}; the row of token 0 is zero. */
    static final float[][] TABLE = {{0, 0, 0}, {1, 2, 2}, {-4, 3, 0}, {0.5f, -0.25f, 8}};

    private ToyEncoder() {
    }

    static ModelProto model(int opset) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("toy")
                .addInitializer(table())
                .addInitializer(TensorProto.newBuilder().setName("classifier.weight")
                        .setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(1).addFloatData(1))
                .addNode(node("Gather", "last_hidden_state", "table", "input_ids"))
                .addNode(node("Add", "logits", "last_hidden_state", "classifier.weight"))
                .addInput(tensor("input_ids", TensorProto.DataType.INT64_VALUE))
                .addInput(tensor("attention_mask", TensorProto.DataType.INT64_VALUE))
                .addOutput(hiddenStates("logits"))
                .addOutput(hiddenStates("last_hidden_state"));
        return ModelProto.newBuilder().setIrVersion(6)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph).build();
    }

    /** A composed toy, written into a folder. */
    static Path composed(Path folder, int opset, Pooling pooling) {
        try {
            Path target = folder.resolve("composed-" + opset + "-" + pooling + ".onnx");
            EncoderFile.compose(Files.write(folder.resolve("toy.onnx"), model(opset).toByteArray()), null, pooling, target);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TensorProto table() {
        TensorProto.Builder table = TensorProto.newBuilder().setName("table").setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(TABLE.length).addDims(TABLE[0].length);
        for (float[] row : TABLE) {
            for (float value : row) {
                table.addFloatData(value);
            }
        }
        return table.build();
    }

    static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(operator).addOutput(output).addAllInput(List.of(inputs));
    }

    static AttributeProto.Builder attribute(String name, TensorProto value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.TENSOR).setT(value);
    }

    private static ValueInfoProto tensor(String name, int type) {
        ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
        var tensor = info.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
        tensor.getShapeBuilder().addDimBuilder().setDimParam("batch");
        tensor.getShapeBuilder().addDimBuilder().setDimParam("sequence");
        return info.build();
    }

    private static ValueInfoProto hiddenStates(String name) {
        ValueInfoProto.Builder info = tensor(name, TensorProto.DataType.FLOAT_VALUE).toBuilder();
        info.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().addDimBuilder().setDimValue(TABLE[0].length);
        return info.build();
    }
}
