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
import java.util.Random;

/**
 * Text networks of some kB in the forms that exporters write, to be built up of a table of words, {@value #WORDS} × {@value #WIDTH}, whose
 * numbers come from a seed: {@code states} are the rows of the ids.
 */
final class ToyText {

    static final int WORDS = 50;
    static final int WIDTH = 48;

    /** The table, row-major. */
    static final float[] TABLE = table();

    private static final int LONG = TensorProto.DataType.INT64_VALUE;
    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("toy");
    private final int opset;

    private ToyText(int opset) {
        this.opset = opset;
    }

    private static float[] table() {
        Random random = new Random(20_261_126);
        float[] table = new float[WORDS * WIDTH];
        for (int i = 0; i < table.length; i++) {
            table[i] = random.nextFloat() - 0.5f;
        }
        return table;
    }

    /** One whose states are made of an input of ids. */
    static ToyText of(int opset, ValueInfoProto ids) {
        ToyText toy = new ToyText(opset);
        toy.graph.addInitializer(numbers("table", TABLE, WORDS, WIDTH));
        toy.input(ids).node("Gather", "states", List.of("table", ids.getName()));
        return toy;
    }

    /** One that takes ids and a mask, of any number and length. */
    static ToyText usual(int opset) {
        return of(opset, tokens("input_ids")).input(tokens("attention_mask"));
    }

    static ValueInfoProto tokens(String name) {
        return input(name, LONG, "batch", "sequence");
    }

    /** @param shape lengths, as numbers, or names of those that are open */
    static ValueInfoProto input(String name, int type, Object... shape) {
        ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
        var tensor = info.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
        tensor.getShapeBuilder();
        for (Object length : shape) {
            if (length instanceof Integer number) {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(number);
            } else {
                tensor.getShapeBuilder().addDimBuilder().setDimParam((String) length);
            }
        }
        return info.build();
    }

    static TensorProto numbers(String name, float[] values, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
        for (long length : shape) {
            tensor.addDims(length);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    ToyText input(ValueInfoProto input) {
        graph.addInput(input);
        return this;
    }

    ToyText weight(TensorProto weight) {
        graph.addInitializer(weight);
        return this;
    }

    ToyText node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(madeBy(operator, output, inputs, attributes));
        return this;
    }

    static NodeProto madeBy(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder().setOpType(operator).addOutput(output).addAllInput(inputs).addAllAttribute(List.of(attributes)).build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    static AttributeProto integers(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS).addInts(value).build();
    }

    static AttributeProto branch(String name, GraphProto graph) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.GRAPH).setG(graph).build();
    }

    ModelProto model(String... outputs) {
        for (String output : outputs) {
            graph.addOutput(ValueInfoProto.newBuilder().setName(output));
        }
        return ModelProto.newBuilder().setIrVersion(6).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).setGraph(graph).build();
    }

    /** Writes and composes it, cut where it is said. */
    static Path composed(Path folder, ModelProto model, String cut, Pooling pooling) {
        try {
            Path target = folder.resolve("toy-composed.onnx");
            EncoderFile.compose(Files.write(folder.resolve("toy.onnx"), model.toByteArray()), cut, pooling, target);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The row of a word. */
    static double[] row(long word) {
        double[] row = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            row[i] = TABLE[(int) word * WIDTH + i];
        }
        return row;
    }
}
