package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Takes weights that lie in files beside the model into it, as views of those files mapped: the runtime never opens a file that a
 * model names.
 *
 * <p>Such a file must be a regular one in the model's own folder (or below), reached by no link of any kind: what a model
 * reads is what its owner put there for it. The graph's own weights are looked for; elsewhere data outside the file are refused.
 */
final class ExternalData {

    private final Path folder;
    private final Arena arena;
    private final Map<String, ByteBuffer> files = new HashMap<>();
    private long bytes;

    private ExternalData(Path folder, Arena arena) {
        this.folder = folder;
        this.arena = arena;
    }

    /**
     * The model with all its weights inside; the same object if they are.
     *
     * @param folder where the model's file lies
     * @param arena how long the weights can be read
     * @throws UnusableModelException if a rule is broken
     * @throws IOException if a file cannot be read
     */
    static ModelProto takenIn(ModelProto model, Path folder, Arena arena) throws IOException {
        model.getGraph().getNodeList().forEach(ExternalData::requireInside);
        model.getFunctionsList().stream().map(FunctionProto::getNodeList).forEach(nodes -> nodes.forEach(ExternalData::requireInside));
        model.getGraph().getSparseInitializerList().forEach(weight -> {
            requireInside(weight.getValues());
            requireInside(weight.getIndices());
        });
        List<TensorProto> weights = model.getGraph().getInitializerList();
        if (weights.stream().noneMatch(ExternalData::isOutside)) {
            return model;
        }
        ExternalData data = new ExternalData(folder.toRealPath(), arena);
        ModelProto.Builder whole = model.toBuilder();
        for (int i = 0; i < weights.size(); i++) {
            if (isOutside(weights.get(i))) {
                whole.getGraphBuilder().setInitializer(i, data.takenIn(weights.get(i)));
            }
        }
        return whole.build();
    }

    private static void requireInside(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            requireInside(attribute.getT());
            attribute.getTensorsList().forEach(ExternalData::requireInside);
            requireInside(attribute.getSparseTensor().getValues());
            requireInside(attribute.getSparseTensor().getIndices());
            attribute.getSparseTensorsList().forEach(tensor -> {
                requireInside(tensor.getValues());
                requireInside(tensor.getIndices());
            });
            requireInside(attribute.getG());
            attribute.getGraphsList().forEach(ExternalData::requireInside);
        }
    }

    private static void requireInside(GraphProto graph) {
        graph.getInitializerList().forEach(ExternalData::requireInside);
        graph.getSparseInitializerList().forEach(weight -> {
            requireInside(weight.getValues());
            requireInside(weight.getIndices());
        });
        graph.getNodeList().forEach(ExternalData::requireInside);
    }

    private static void requireInside(TensorProto tensor) {
        if (isOutside(tensor)) {
            throw new UnusableModelException("only weights of the graph itself may lie outside the model file: " + tensor.getName());
        }
    }

    /** Whether a weight is said to lie in another file. */
    static boolean isOutside(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0;
    }

    private TensorProto takenIn(TensorProto weight) throws IOException {
        Map<String, String> where = weight.getExternalDataList().stream().collect(Collectors.toMap(StringStringEntryProto::getKey,
                StringStringEntryProto::getValue, (_, _) -> {
                    throw new UnusableModelException("where a weight lies must be said once: " + weight.getName());
                }));
        ByteBuffer file = file(weight.getName(), where.getOrDefault("location", ""));
        long expected = TensorRules.bytes(TensorRules.elements(weight.getName(), weight.getDimsList()),
                ElementType.bits(weight.getDataType()));
        long offset = number(weight, where.getOrDefault("offset", "0"));
        long length = number(weight, where.getOrDefault("length", Long.toString(expected)));
        if (length != expected) {
            throw new UnusableModelException("data of a tensor must be as long as its shape says: " + weight.getName() + " "
                    + weight.getDimsList() + " has " + length + ", not " + expected);
        }
        if (offset > file.limit() || length > file.limit() - offset) {
            throw new UnusableModelException("a weight must lie within its file of " + file.limit() + " bytes: " + weight.getName()
                    + " at " + offset + ", " + length + " long");
        }
        requireRoom(length);
        ByteString data = UnsafeByteOperations.unsafeWrap(file.slice((int) offset, (int) length));
        return weight.toBuilder().clearExternalData().clearDataLocation().setRawData(data).build();
    }

    /** What is written in one file must fit into it. */
    private void requireRoom(long length) {
        bytes += length;
        if (bytes > Integer.MAX_VALUE) {
            throw new UnusableModelException("weights of a model must take less than 2 GiB: " + bytes);
        }
    }

    private static long number(TensorProto weight, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Refused as a negative one is.
        }
        throw new UnusableModelException("offset and length of a weight must be numbers from 0 on: " + weight.getName() + " " + text);
    }

    private ByteBuffer file(String weight, String location) throws IOException {
        ByteBuffer known = files.get(location);
        if (known == null) {
            known = map(path(weight, location));
            files.put(location, known);
        }
        return known;
    }

    private Path path(String weight, String location) throws IOException {
        Path path;
        try {
            path = Path.of(location);
        } catch (InvalidPathException e) {
            throw new UnusableModelException("a weight must lie in a file with a name: " + weight, e);
        }
        if (location.isEmpty() || path.isAbsolute() || location.contains("\\") || !path.equals(path.normalize()) || path.startsWith("..")) {
            throw new UnusableModelException("a weight must lie in a file below the model's folder: " + weight + " " + location);
        }
        Path file = folder.resolve(path);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !file.toRealPath().equals(file)) {
            throw new UnusableModelException("a weight must lie in a regular file, reached by no link: " + weight + " " + location);
        }
        if ((int) Files.getAttribute(file, "unix:nlink") != 1) {
            throw new UnusableModelException("a weight must lie in a file without other names: " + weight + " " + location);
        }
        return file;
    }

    private ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new UnusableModelException("a file of weights must be smaller than 2 GiB: " + channel.size());
            }
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
        }
    }
}
