package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A model before it is cut, open in the runtime with some of its inner tensors as outputs. Its file is gone when it is closed. */
final class WholeModel implements AutoCloseable {

    private final OrtSession session;

    private WholeModel(OrtSession session) {
        this.session = session;
    }

    /**
     * Opens a model.
     *
     * @param tensors to be outputs too; the runtime infers their types
     * @param scratch folder for its file
     * @param kind {@code REFERENCE} or {@code TRIAL}
     */
    static WholeModel of(ModelProto model, List<String> tensors, Path scratch, SessionKind kind) throws IOException, OrtException {
        Path file = Files.createTempFile(scratch, "whole-", ".tmp");
        try (OrtSession.SessionOptions options = kind.options()) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
                withOutputs(model, tensors).writeTo(out);
            }
            return new WholeModel(OnnxRuntime.createSession(file, options));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static ModelProto withOutputs(ModelProto model, List<String> tensors) {
        Set<String> outputs = model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        GraphProto.Builder graph = model.getGraph().toBuilder();
        tensors.stream().filter(tensor -> !outputs.contains(tensor))
                .forEach(tensor -> graph.addOutput(ValueInfoProto.newBuilder().setName(tensor)));
        return model.toBuilder().setGraph(graph).build();
    }

    /** The session, to be run as it is. */
    OrtSession session() {
        return session;
    }

    /** The numbers of a tensor. */
    Probe.Result run(Probe probe, String tensor) throws OrtException {
        return probe.run(session, tensor);
    }

    /** The numbers of a tensor, of a network with the one input given, which is freed. */
    Probe.Result run(String input, OnnxTensor given, String tensor) throws OrtException {
        try (given; OrtSession.Result result = session.run(Map.of(input, given), Set.of(tensor))) {
            return Probe.result((OnnxTensor) result.get(0));
        }
    }

    /** The shapes of tensors, by name. */
    Map<String, long[]> shapes(Probe probe, List<String> tensors) throws OrtException {
        try (OrtSession.Result result = probe.runAll(session, tensors)) {
            Map<String, long[]> shapes = new HashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                shapes.put(output.getKey(), ((OnnxTensor) output.getValue()).getInfo().getShape());
            }
            return shapes;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
