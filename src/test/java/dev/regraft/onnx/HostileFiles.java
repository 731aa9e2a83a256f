package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** ONNX files that somebody made to do harm, each a small encoder but for one thing. */
final class HostileFiles {

    /** A file and words of the reason for which it must be refused. */
    record Hostile(Path file, String reason) {
    }

    private static final long HUGE = 1L << 33;

    private static final byte GRAPH = 0x3a;
    private static final byte NODE = 0x0a;
    private static final byte ATTRIBUTE = 0x2a;
    private static final byte INTS = 0x42;

    private final Path folder;
    private final Map<String, Hostile> files = new LinkedHashMap<>();

    private HostileFiles(Path folder) {
        this.folder = folder;
    }

    /** All of them, by what they do. */
    static Map<String, Hostile> in(Path folder) throws IOException {
        HostileFiles hostile = new HostileFiles(Files.createDirectories(folder));
        hostile.bytes();
        hostile.versionsAndOperators();
        hostile.names();
        hostile.weights();
        hostile.blocks();
        hostile.bombs();
        hostile.bombsByInput();
        hostile.functions();
        hostile.outside();
        return hostile.files;
    }

    private void bytes() throws IOException {
        byte[] sound = ToyEncoder.model(13).toByteArray();
        file("empty", new byte[0], "model must have a graph");
        file("noise", "no model at all, but a text".getBytes(StandardCharsets.UTF_8), "file must be an ONNX model");
        file("truncated", Arrays.copyOf(sound, sound.length / 2), "file must be an ONNX model");
        file("truncated by one byte", Arrays.copyOf(sound, sound.length - 1), "file must be an ONNX model");
        file("length beyond the end", concat(sound, new byte[] {0x3a, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}), "file must be an ONNX model");
        file("negative length", concat(sound, new byte[] {0x3a, -1, -1, -1, -1, 0x0f}), "file must be an ONNX model");
        file("tag of no field", concat(sound, new byte[] {0, 0, 0}), "file must be an ONNX model");
        file("group that never ends", concat(sound, new byte[] {(byte) 0xf3, 1}), "holds a group");
        byte[] nodes = new byte[2_400_000];
        for (int i = 0; i < nodes.length; i += 2) {
            nodes[i] = NODE;
        }
        file("million empty nodes", field(GRAPH, nodes), "at most 1000000 fields");
        file("millions of integers of a byte", field(GRAPH, field(NODE, field(ATTRIBUTE, field(INTS, new byte[9 << 20])))),
                "integers beyond 8388608 bytes");
        model("subgraphs in subgraphs", model -> model.getGraphBuilder().addNode(nested(60)), "nest at most 48 deep");
        model("no nodes", model -> model.getGraphBuilder().clearNode(), "graph with nodes");
    }

    private void versionsAndOperators() throws IOException {
        model("opset 99", model -> model.setOpsetImport(0, opset("", 99)), "of a version in [7, 26]: 99");
        model("opset 6", model -> model.setOpsetImport(0, opset("", 6)), "of a version in [7, 26]: 6");
        model("opset -1", model -> model.setOpsetImport(0, opset("", -1)), "of a version in [7, 26]: -1");
        model("no opset", ModelProto.Builder::clearOpsetImport, "must say which version");
        model("opset twice", model -> model.addOpsetImport(opset("ai.onnx", 11)), "imported once");
        model("format 99", model -> model.setIrVersion(99), "version of the file format");
        model("foreign domain imported and used", model -> model.addOpsetImport(opset("evil.example", 1)).getGraphBuilder().getNodeBuilder(0)
                .setDomain("evil.example"), "operators must come from");
        model("foreign domain used", model -> model.getGraphBuilder().getNodeBuilder(0).setDomain("evil.example"), "operators must come from");
        model("operator of Microsoft that over-reads", model -> model.addOpsetImport(opset("com.microsoft", 1)).getGraphBuilder()
                .getNodeBuilder(1).setDomain("com.microsoft").setOpType("SparseToDenseMatMul"), "must be one that a backbone is made of: SparseToDenseMatMul");
        model("Attention without a bias, which kills the process", model -> model.addOpsetImport(opset("com.microsoft", 1)).getGraphBuilder()
                .addInitializer(zeros("projection", 3, 9)).addNode(ToyEncoder.node("Attention", "attended", "last_hidden_state", "projection")
                .setDomain("com.microsoft").addAttribute(integer("num_heads", 1))), "Attention must have its first 3 inputs");
        model("QLinearSigmoid without a zero, which kills the process", model -> model.addOpsetImport(opset("com.microsoft", 1)).getGraphBuilder()
                .addNode(ToyEncoder.node("QLinearSigmoid", "squashed", "quantised", "scale", "", "scale").setDomain("com.microsoft"))
                .addInitializer(bytes("quantised", 4, 4)).addInitializer(zeros("scale", 1, 1)), "QLinearSigmoid must have its first 5 inputs");
        model("unknown operator", model -> model.getGraphBuilder().getNodeBuilder(1).setOpType("Explode"), "ONNX Runtime cannot load");
        model("chance", model -> model.getGraphBuilder().addNode(ToyEncoder.node("RandomNormalLike", "noise", "last_hidden_state")),
                "operators of chance");
        model("loop without end", model -> model.getGraphBuilder().addNode(ToyEncoder.node("Loop", "end", "", "").addAttribute(
                AttributeProto.newBuilder().setName("body").setType(AttributeProto.AttributeType.GRAPH).setG(GraphProto.newBuilder()))),
                "must come to an end");
    }

    private void names() throws IOException {
        model("circle", model -> model.getGraphBuilder().addNode(0, ToyEncoder.node("Identity", "a", "b"))
                .addNode(1, ToyEncoder.node("Identity", "b", "a")), "made before it is read: b");
        model("node that reads itself", model -> model.getGraphBuilder().addNode(ToyEncoder.node("Identity", "a", "a")),
                "made before it is read: a");
        model("tensor made twice", model -> model.getGraphBuilder().addNode(ToyEncoder.node("Identity", "logits", "table")),
                "made once, and have a name: logits");
        model("node that makes an input", model -> model.getGraphBuilder().addNode(ToyEncoder.node("Identity", "input_ids", "table")),
                "made once, and have a name: input_ids");
        model("weight twice", model -> model.getGraphBuilder().addInitializer(model.getGraph().getInitializer(0)), "there once");
        model("output of nothing", model -> model.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName("nothing")),
                "made before it is read: nothing");
        model("circle through a branch", model -> model.getGraphBuilder().addNode(0, ToyEncoder.node("Identity", "x", "y"))
                .addNode(1, branch("y", "x")), "made before it is read: y");
    }

    private void weights() throws IOException {
        model("weight shorter than its shape", model -> table(model).clearFloatData().addFloatData(1), "as long as its shape says");
        model("raw weight longer than its shape", model -> table(model).clearFloatData().setRawData(ByteString.copyFrom(new byte[400])),
                "as long as its shape says");
        model("negative length of an axis", model -> table(model).setDims(0, -4), "lengths from 0 on");
        model("shape that overflows", model -> table(model).setDims(0, 1L << 40).setDims(1, 1L << 40), "at most 2^40");
        model("unknown type of numbers", model -> table(model).setDataType(77), "numbers of a known type: 77");
        model("weight in a segment", model -> table(model).setSegment(TensorProto.Segment.newBuilder().setBegin(1).setEnd(1 << 30)), "segments");
        model("sparse weight, dense beyond memory", model -> model.getGraphBuilder().addSparseInitializer(SparseTensorProto.newBuilder()
                .addDims(HUGE).setValues(TensorProto.newBuilder().setName("sparse").setDataType(1).addDims(1).addFloatData(1))
                .setIndices(TensorProto.newBuilder().setDataType(7).addDims(1).addInt64Data(5))), "at most 1073741824 bytes: sparse");
    }

    /** Weights of 4 bits that are shorter than the runtime reads, or may be. */
    private void blocks() throws IOException {
        block("K beyond the weights", node -> node.setAttribute(0, integer("K", 1 << 20)), "as long as its attributes say: quantised");
        block("N beyond the weights", node -> node.setAttribute(1, integer("N", 1 << 20)), "as long as its attributes say: quantised");
        block("K of 2^62", node -> node.setAttribute(0, integer("K", 1L << 62)), "K of MatMulNBits must be in");
        block("negative N", node -> node.setAttribute(1, integer("N", -3)), "N of MatMulNBits must be in");
        block("block of no size", node -> node.setAttribute(2, integer("block_size", 0)), "block_size of MatMulNBits must be in");
        block("block of 17", node -> node.setAttribute(2, integer("block_size", 17)), "blocks of a power of two: 17");
        block("3 bits", node -> node.addAttribute(integer("bits", 3)), "must have 2, 4 or 8 bits: 3");
        block("bits twice", node -> node.addAttribute(integer("bits", 4)).addAttribute(integer("bits", 2)), "bits of MatMulNBits must be said once");
        block("K as text", node -> node.setAttribute(0, integer("K", 16).toBuilder().setType(AttributeProto.AttributeType.STRING)),
                "K of MatMulNBits must be said once, as an integer");
        block("scales too few", node -> node.setInput(2, "classifier.weight"), "as long as its attributes say: classifier.weight");
        block("scales of bytes", node -> node.setInput(2, "quantised"), "or is of another type");
        block("zero points too few", node -> node.addInput("classifier.weight"), "as long as its attributes say: classifier.weight");
        block("weights made by a node", node -> node.setInput(1, "last_hidden_state"), "must be weights of the graph: input 1");
        block("columns in an order", node -> node.addInput("").addInput("classifier.weight"), "must have its columns in order");
        block("bias too short", node -> node.addInput("").addInput("").addInput("classifier.weight"), "as long as its attributes say: classifier.weight");
        model("table in blocks, scales too few", model -> model.addOpsetImport(opset("com.microsoft", 1)).getGraphBuilder()
                .addInitializer(bytes("quantised", 4, 64)).addNode(ToyEncoder.node("GatherBlockQuantized", "rows", "quantised", "input_ids",
                "classifier.weight").setDomain("com.microsoft")), "as long as its attributes say: classifier.weight");
        model("product of bytes that are no matrix, which kills the process", model -> model.addOpsetImport(opset("com.microsoft", 1)).getGraphBuilder()
                .addInitializer(bytes("quantised", 1, 3).toBuilder().clearDims().addDims(3)).addNode(ToyEncoder.node("DynamicQuantizeMatMul",
                "product", "last_hidden_state", "quantised", "classifier.weight").setDomain("com.microsoft")), "must be a matrix: quantised [3]");
        model("table in blocks of no size", model -> model.addOpsetImport(opset("com.microsoft", 1)).getGraphBuilder()
                .addNode(ToyEncoder.node("GatherBlockQuantized", "rows", "table", "input_ids", "table").setDomain("com.microsoft")
                .addAttribute(integer("block_size", 0))), "block_size of GatherBlockQuantized must be in");
    }

    /** A product with 3 rows of 16 columns in a block each. */
    private void block(String name, Consumer<NodeProto.Builder> harm, String reason) throws IOException {
        NodeProto.Builder node = ToyEncoder.node("MatMulNBits", "product", "last_hidden_state", "quantised", "scales").setDomain("com.microsoft")
                .addAttribute(integer("K", 16)).addAttribute(integer("N", 3)).addAttribute(integer("block_size", 16));
        harm.accept(node);
        model("weights in blocks: " + name, model -> model.addOpsetImport(opset("com.microsoft", 1)).getGraphBuilder()
                .addInitializer(bytes("quantised", 3, 8)).addInitializer(zeros("scales", 3, 1)).addNode(node), reason);
    }

    private static TensorProto bytes(String name, int rows, int columns) {
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.UINT8_VALUE).addDims(rows).addDims(columns)
                .setRawData(ByteString.copyFrom(new byte[rows * columns])).build();
    }

    private void bombs() throws IOException {
        bomb("ConstantOfShape", ints(HUGE));
        bomb("ConstantOfShape", ints(100_000, 100_000));
        bomb("Expand", floats(1), ints(1 << 17, 1 << 17));
        bomb("Tile", floats(1), ints(1L << 32));
        bomb("Range", number(0), number(HUGE), number(1));
        bomb("Range", number(0), number(1), number(0));
        bomb("Pad", floats(1), ints(0, 1L << 31));
        bomb("Resize", floats(1), floats(), floats(4e9f));
        model("input beyond memory", model -> model.getGraphBuilder().addInput(value("pixels", 1 << 20, 1 << 20)),
                "at most 1073741824 bytes: pixels");
        model("product of two columns", model -> model.getGraphBuilder().addInitializer(zeros("column", 1 << 16, 1))
                .addInitializer(zeros("row", 1, 1 << 16)).addNode(ToyEncoder.node("MatMul", "outer", "column", "row")),
                "at most 1073741824 bytes: outer");
        model("many of some size", model -> {
            for (int i = 0; i < 10; i++) {
                model.getGraphBuilder().addNode(constant("size" + i, ints(1 << 25)))
                        .addNode(ToyEncoder.node("ConstantOfShape", "block" + i, "size" + i));
            }
        }, "all that are made of constants");
        model("size by sums", model -> model.getGraphBuilder().addNode(constant("half", ints(1L << 31)))
                .addNode(ToyEncoder.node("Add", "whole", "half", "half")).addNode(ToyEncoder.node("ConstantOfShape", "zeros", "whole")),
                "at most 1073741824 bytes: zeros");
        model("size by an operator nobody computes shapes by", model -> model.getGraphBuilder().addNode(constant("some", ints(HUGE)))
                .addNode(ToyEncoder.node("Abs", "size", "some")).addNode(ToyEncoder.node("ConstantOfShape", "zeros", "size")),
                "can be told without running");
        model("bomb in a branch", model -> model.getGraphBuilder().addNode(branchWithBomb()), "at most 1073741824 bytes");
    }

    /** Bombs whose size comes of the inputs, at most a few tokens here: nothing in the file says how big they get. */
    private void bombsByInput() throws IOException {
        ofInput("ConstantOfShape of a size beyond all numbers", model -> scaled(model, 1L << 31).addNode(
                ToyEncoder.node("ConstantOfShape", "bomb", "size")));
        ofInput("ConstantOfShape of the length times 2^27", model -> scaled(model, 1L << 27).addNode(
                ToyEncoder.node("ConstantOfShape", "bomb", "size")));
        ofInput("ConstantOfShape of the length, squared over and over", model -> {
            scaled(model, 1);
            for (int i = 0; i < 4; i++) {
                model.getGraphBuilder().addNode(ToyEncoder.node("Mul", "size" + i, i == 0 ? "size" : "size" + (i - 1), i == 0 ? "size" : "size" + (i - 1)));
            }
            model.getGraphBuilder().addNode(ToyEncoder.node("ConstantOfShape", "bomb", "size3"));
        });
        ofInput("ConstantOfShape of tokens", model -> model.getGraphBuilder().addNode(constant("flat", ints(-1)))
                .addNode(ToyEncoder.node("Reshape", "ids", "input_ids", "flat")).addNode(constant("factor", ints(8)))
                .addNode(ToyEncoder.node("Mul", "size", "ids", "factor")).addNode(ToyEncoder.node("ConstantOfShape", "bomb", "size")));
        ofInput("Expand by the length", model -> scaled(model, 1L << 28).addNode(constant("one", floats(1)))
                .addNode(ToyEncoder.node("Expand", "bomb", "one", "size")));
        ofInput("Tile by the length", model -> scaled(model, 1L << 28).addNode(constant("one", floats(1, 2)))
                .addNode(constant("first", ints(0))).addNode(ToyEncoder.node("Gather", "times", "size", "first"))
                .addNode(ToyEncoder.node("Tile", "bomb", "one", "times")));
        ofInput("Range to the length", model -> scaled(model, 1L << 28).addNode(constant("second", number(1)))
                .addNode(ToyEncoder.node("Gather", "limit", "size", "second")).addNode(constant("zero", number(0))).addNode(constant("step", number(1)))
                .addNode(ToyEncoder.node("Range", "range", "zero", "limit", "step"))
                .addNode(ToyEncoder.node("Cast", "bomb", "range").addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE))));
        ofInput("Pad by the length", model -> scaled(model, 1L << 28).addNode(constant("square", zeros("", 2, 2)))
                .addNode(constant("none", ints(0, 0))).addNode(ToyEncoder.node("Concat", "pads", "none", "size").addAttribute(integer("axis", 0)))
                .addNode(ToyEncoder.node("Pad", "bomb", "square", "pads")));
        ofInput("Resize by the length", model -> scaled(model, 1L << 14).addNode(constant("square", zeros("", 2, 2)))
                .addNode(ToyEncoder.node("Resize", "bomb", "square", "", "", "size")));
        ofInput("OneHot of the length", model -> scaled(model, 1L << 28).addNode(constant("second", ints(1)))
                .addNode(ToyEncoder.node("Gather", "depth", "size", "second")).addNode(constant("offAndOn", floats(0, 1)))
                .addNode(ToyEncoder.node("OneHot", "bomb", "input_ids", "depth", "offAndOn")));
        ofInput("products of columns and rows", model -> {
            model.getGraphBuilder().addNode(ToyEncoder.node("Cast", "x0", "input_ids").addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE)))
                    .addNode(constant("column", ints(-1, 1))).addNode(constant("row", ints(1, -1)));
            for (int i = 0; i < 5; i++) {
                model.getGraphBuilder().addNode(ToyEncoder.node("Reshape", "column" + i, "x" + i, "column"))
                        .addNode(ToyEncoder.node("Reshape", "row" + i, "x" + i, "row"))
                        .addNode(ToyEncoder.node("MatMul", i == 4 ? "bomb" : "x" + (i + 1), "column" + i, "row" + i));
            }
        });
        ofInput("growth with the cube of a long text alone", model -> {
            model.getGraphBuilder().addNode(ToyEncoder.node("Cast", "x0", "input_ids").addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE)))
                    .addNode(constant("column", ints(-1, 1))).addNode(constant("row", ints(1, -1)))
                    .addNode(ToyEncoder.node("Reshape", "column0", "x0", "column")).addNode(ToyEncoder.node("Reshape", "row0", "x0", "row"))
                    .addNode(ToyEncoder.node("MatMul", "square", "column0", "row0")).addNode(ToyEncoder.node("Reshape", "column1", "square", "column"))
                    .addNode(ToyEncoder.node("MatMul", "bomb", "column1", "row0"));
        });
        model("Scan of millions of steps", model -> scanning(model, ints(1 << 22), "last_hidden_state", "states"), "must not take longer");
    }

    /** {@code size}: the lengths of batch and text, times a factor. */
    private static GraphProto.Builder scaled(ModelProto.Builder model, long factor) {
        return model.getGraphBuilder().addNode(ToyEncoder.node("Shape", "lengths", "input_ids")).addNode(constant("by", ints(factor)))
                .addNode(ToyEncoder.node("Mul", "size", "lengths", "by"));
    }

    /** The bomb's spark makes a difference to the hidden states, so that no cut gets rid of it. */
    private void ofInput(String name, Consumer<ModelProto.Builder> harm) throws IOException {
        model(name, model -> {
            GraphProto.Builder graph = model.getGraphBuilder();
            graph.getNodeBuilder(0).setOutput(0, "states");
            NodeProto.Builder[] rest = {graph.getNodeBuilder(1).clone()};
            graph.removeNode(1);
            harm.accept(model);
            graph.addNode(ToyEncoder.node("ReduceMax", "spark", "bomb").addAttribute(integer("keepdims", 0)))
                    .addNode(ToyEncoder.node("Add", "last_hidden_state", "states", "spark")).addNode(rest[0]);
        }, "must not take more memory");
    }

    /** Adds up zeros, as many as {@code steps} says, and the sum to the hidden states. */
    private static void scanning(ModelProto.Builder model, TensorProto steps, String hiddenStates, String before) {
        GraphProto.Builder graph = model.getGraphBuilder();
        NodeProto last = graph.getNode(1);
        graph.getNodeBuilder(0).setOutput(0, before);
        GraphProto.Builder body = GraphProto.newBuilder().setName("body").addInput(value("state")).addInput(value("item"))
                .addOutput(value("next")).addNode(ToyEncoder.node("Add", "next", "state", "item"));
        graph.removeNode(1).addNode(constant("steps", steps)).addNode(ToyEncoder.node("ConstantOfShape", "items", "steps"))
                .addNode(constant("start", floats(0).toBuilder().clearDims().build()))
                .addNode(ToyEncoder.node("Scan", "end", "start", "items").addAttribute(AttributeProto.newBuilder().setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH).setG(body)).addAttribute(integer("num_scan_inputs", 1)))
                .addNode(ToyEncoder.node("Add", hiddenStates, before, "end")).addNode(last);
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private void functions() throws IOException {
        model("function that calls itself", model -> model.addOpsetImport(opset("own", 1)).addFunctions(function("f", "f"))
                .getGraphBuilder().addNode(call("f", "called", "last_hidden_state")), "must not call itself: f");
        model("functions that double", model -> {
            model.addOpsetImport(opset("own", 1)).addFunctions(FunctionProto.newBuilder().setDomain("own").setName("f0").addInput("x").addOutput("y")
                    .addOpsetImport(opset("", 13)).addNode(ToyEncoder.node("Identity", "y", "x")));
            for (int i = 1; i < 40; i++) {
                model.addFunctions(function("f" + i, "f" + (i - 1)));
            }
            model.getGraphBuilder().addNode(call("f39", "called", "last_hidden_state"));
        }, "at most 200000 nodes");
        model("bomb in a function", model -> model.addOpsetImport(opset("own", 1)).addFunctions(FunctionProto.newBuilder().setDomain("own")
                .setName("f").addInput("x").addOutput("y").addOpsetImport(opset("", 13)).addNode(ToyEncoder.node("ConstantOfShape", "y", "x")))
                .getGraphBuilder().addNode(constant("size", ints(HUGE))).addNode(call("f", "called", "size")), "at most 1073741824 bytes");
        model("product of two columns in a branch", model -> {
            NodeProto.Builder node = branch("chosen", "last_hidden_state").toBuilder();
            node.getAttributeBuilder(0).getGBuilder().clearNode().addInitializer(zeros("column", 1 << 15, 1))
                    .addNode(constant("long", zeros("", 1, 1 << 15))).addNode(ToyEncoder.node("Neg", "row", "long")).addNode(ToyEncoder.node("MatMul", "chosen/then", "column", "row"));
            model.getGraphBuilder().addNode(node);
        }, "at most 1073741824 bytes");
        model("function in ONNX's name", model -> model.addFunctions(function("Relu", "Relu").setDomain("")), "of a domain of their own");
    }

    private void outside() throws IOException {
        Path data = Files.write(folder.resolve("data.bin"), new byte[48]);
        Files.createSymbolicLink(folder.resolve("symbolic.bin"), data);
        Files.createLink(folder.resolve("hard.bin"), Files.write(folder.resolve("other.bin"), new byte[48]));
        Files.createSymbolicLink(folder.resolve("linked"), Files.createDirectories(folder.resolve("real")));
        Files.write(folder.resolve("real/data.bin"), new byte[48]);
        external("absolute path", "a file below the model's folder", "location", "/etc/passwd");
        external("path upwards", "a file below the model's folder", "location", "../data.bin");
        external("path upwards in the middle", "a file below the model's folder", "location", "real/../../data.bin");
        external("path of Windows", "a file below the model's folder", "location", "..\\data.bin");
        external("no path", "a file below the model's folder", "offset", "0");
        external("path with a zero byte", "a file with a name", "location", "da\0ta.bin");
        external("symbolic link", "reached by no link", "location", "symbolic.bin");
        external("folder by a symbolic link", "reached by no link", "location", "linked/data.bin");
        external("hard link", "without other names", "location", "hard.bin");
        external("folder", "regular file", "location", "real");
        external("no such file", "regular file", "location", "none.bin");
        external("beyond the end", "within its file of 48 bytes", "location", "data.bin", "offset", "1");
        external("offset that overflows", "within its file of 48 bytes", "location", "data.bin", "offset", Long.toString(Long.MAX_VALUE));
        external("negative offset", "numbers from 0 on", "location", "data.bin", "offset", "-1");
        external("other length", "as long as its shape says", "location", "data.bin", "length", "47");
        external("said twice", "said once", "location", "data.bin", "location", "/etc/passwd");
        model("outside weight in a node", model -> model.getGraphBuilder().addNode(ToyEncoder.node("Constant", "c").addAttribute(
                ToyEncoder.attribute("value", outside(TensorProto.newBuilder().setName("hidden"), "location", "data.bin").build()))),
                "only weights of the graph itself");
    }

    private void external(String name, String reason, String... where) throws IOException {
        model("external data: " + name, model -> outside(table(model).clearFloatData(), where), reason);
    }

    private static TensorProto.Builder outside(TensorProto.Builder tensor, String... where) {
        tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < where.length; i += 2) {
            tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(where[i]).setValue(where[i + 1]));
        }
        return tensor;
    }

    private static TensorProto.Builder table(ModelProto.Builder model) {
        return model.getGraphBuilder().getInitializerBuilder(0);
    }

    private void bomb(String operator, TensorProto... inputs) throws IOException {
        model("bomb: " + operator + " " + files.size(), model -> {
            String[] names = new String[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                names[i] = "argument" + i;
                model.getGraphBuilder().addNode(constant(names[i], inputs[i]));
            }
            model.getGraphBuilder().addNode(ToyEncoder.node(operator, "bomb", names))
                    .addNode(ToyEncoder.node("ReduceMax", "spark", "bomb")).addNode(ToyEncoder.node("Add", "fire", "logits", "spark"))
                    .addOutput(ValueInfoProto.newBuilder().setName("fire"));
        }, "at most 1073741824 bytes: bomb");
    }

    private static NodeProto branchWithBomb() {
        NodeProto.Builder node = branch("chosen", "last_hidden_state").toBuilder();
        node.getAttributeBuilder(0).getGBuilder().clearNode().addNode(constant("size", ints(HUGE)))
                .addNode(ToyEncoder.node("ConstantOfShape", "chosen/then", "size"));
        return node.build();
    }

    private static NodeProto branch(String output, String read) {
        NodeProto.Builder node = ToyEncoder.node("If", output, "input_ids");
        for (String way : List.of("then", "else")) {
            String inner = output + "/" + way;
            node.addAttribute(AttributeProto.newBuilder().setName(way + "_branch").setType(AttributeProto.AttributeType.GRAPH)
                    .setG(GraphProto.newBuilder().setName(way).addNode(ToyEncoder.node("Identity", inner, read))
                            .addOutput(ValueInfoProto.newBuilder().setName(inner))));
        }
        return node.build();
    }

    private static NodeProto nested(int depth) {
        NodeProto.Builder node = ToyEncoder.node("If", "level" + depth, "input_ids");
        return depth == 0 ? node.build() : node.addAttribute(AttributeProto.newBuilder().setName("then_branch")
                .setType(AttributeProto.AttributeType.GRAPH).setG(GraphProto.newBuilder().addNode(nested(depth - 1)))).build();
    }

    private static FunctionProto.Builder function(String name, String called) {
        return FunctionProto.newBuilder().setDomain("own").setName(name).addInput("x").addOutput("y")
                .addOpsetImport(opset("", 13)).addOpsetImport(opset("own", 1)).addNode(call(called, "z", "x")).addNode(call(called, "y", "z"));
    }

    private static NodeProto.Builder call(String function, String output, String input) {
        return ToyEncoder.node(function, output, input).setDomain("own");
    }

    private static OperatorSetIdProto opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
    }

    private static NodeProto.Builder constant(String name, TensorProto value) {
        return ToyEncoder.node("Constant", name).addAttribute(ToyEncoder.attribute("value", value));
    }

    private static TensorProto ints(long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE).addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        return tensor.build();
    }

    private static TensorProto number(long value) {
        return ints(value).toBuilder().clearDims().build();
    }

    private static TensorProto floats(float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(values.length);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    private static TensorProto zeros(String name, int rows, int columns) {
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).addDims(rows).addDims(columns)
                .setRawData(ByteString.copyFrom(new byte[4 * rows * columns])).build();
    }

    private static ValueInfoProto value(String name, long... shape) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        var type = value.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        Arrays.stream(shape).forEach(length -> type.getShapeBuilder().addDimBuilder().setDimValue(length));
        return value.build();
    }

    private void model(String name, Consumer<ModelProto.Builder> harm, String reason) throws IOException {
        ModelProto.Builder model = ToyEncoder.model(13).toBuilder();
        harm.accept(model);
        file(name, model.build().toByteArray(), reason);
    }

    private void file(String name, byte[] bytes, String reason) throws IOException {
        Path file = folder.resolve(files.size() + ".onnx");
        files.put(name, new Hostile(Files.write(file, bytes), reason));
    }

    /** A field of a message that has so many bytes in it: of number 1 (a node of a graph) tag 0x0a, and so on. */
    private static byte[] field(int tag, byte[] inside) {
        return concat(new byte[] {(byte) tag}, varint(inside.length), inside);
    }

    private static byte[] varint(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int rest = value; ; rest >>>= 7) {
            if (rest < 0x80) {
                out.write(rest);
                return out.toByteArray();
            }
            out.write(rest & 0x7f | 0x80);
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
