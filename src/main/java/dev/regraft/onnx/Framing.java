package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Cuts out of images of any size the {@link Frame} that a network sees. Thread-safe; each call uses the calling thread and no other.
 *
 * <p>A graph of ONNX Runtime: its Resize with {@code antialias=1}, {@code exclude_outside=1} and {@code cubic_coeff_a=-0.5} has Pillow's
 * arithmetic in bytes. Measured on noise and smooth images of 10 sizes, up and down, bilinear and bicubic: at most 3 bytes in 1,000 differ,
 * by 1; without {@code exclude_outside}, those along the edges by up to 17.
 */
public final class Framing implements AutoCloseable {

    private static final int CHANNELS = 3;
    private static final int OPSET = 18;
    private static final int ANY = -1;

    private final OrtEnvironment environment = OnnxRuntime.environment();
    private final SharedSession session;
    private final Frame frame;

    private Framing(SharedSession session, Frame frame) {
        this.session = session;
        this.frame = frame;
    }

    /**
     * Opens the graph.
     *
     * @throws IllegalStateException if the service is stopping
     */
    public static Framing open(Frame frame) {
        try (OrtSession.SessionOptions options = EncoderSession.options()) {
            OrtSession session = OnnxRuntime.createSession(model(frame.filter()).toByteArray(), options);
            return new Framing(new SharedSession(session), frame);
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot load the resizing graph: " + e.getMessage(), e);
        }
    }

    /** Bytes of what is cut out. */
    public int bytes() {
        return frame.height() * frame.width() * CHANNELS;
    }

    /**
     * Cuts the frame out of an image, which must be large enough ({@link Frame#fits}).
     *
     * @param rgb writes the image into memory of {@code height × width × 3} bytes, row-major
     * @return as high and wide as the frame, {@code × 3}, row-major
     * @throws IllegalStateException if this is closed
     */
    public byte[] of(int width, int height, Consumer<MemorySegment> rgb) {
        long newWidth = frame.newWidth(width, height);
        long newHeight = frame.newHeight(width, height);
        long left = offset(newWidth, frame.width());
        long top = offset(newHeight, frame.height());
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = arena.allocate((long) width * height * CHANNELS);
            rgb.accept(pixels);
            inputs.put("image", OnnxTensor.createTensor(environment, pixels.asByteBuffer(), new long[] {height, width, CHANNELS},
                    OnnxJavaType.UINT8));
            if (frame.filter() != null) {
                inputs.put("sizes", integers(1, CHANNELS, newHeight, newWidth));
            }
            inputs.put("from", integers(top, left));
            inputs.put("to", integers(top + frame.height(), left + frame.width()));
            return run(inputs);
        } catch (OrtException e) {
            throw new UnusableModelException("an image could not be resized: " + e.getMessage(), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Python's {@code round}: halves to even. */
    private static long offset(long length, int kept) {
        return (long) Math.rint((length - kept) / 2.0);
    }

    private byte[] run(Map<String, OnnxTensor> inputs) throws OrtException {
        return session.run(inputs, middle -> {
            byte[] bytes = new byte[bytes()];
            middle.getByteBuffer().get(bytes);
            return bytes;
        });
    }

    private OnnxTensor integers(long... values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {values.length});
    }

    private static ModelProto model(Frame.Filter filter) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("frame")
                .addNode(Nodes.node("Transpose", "planes", List.of("image"), Nodes.attributes("perm", List.of(2L, 0L, 1L))))
                .addNode(Nodes.node("Unsqueeze", "batch", List.of("planes", "zero")));
        if (filter != null) {
            graph.addNode(resize(filter)).addInput(tensor("sizes", TensorProto.DataType.INT64_VALUE, 4));
        }
        graph.addNode(Nodes.node("Slice", "middle", List.of(filter == null ? "batch" : "resized", "from", "to", "sides")))
                .addNode(Nodes.node("Squeeze", "planes of the middle", List.of("middle", "zero")))
                .addNode(Nodes.node("Transpose", "frame", List.of("planes of the middle"), Nodes.attributes("perm", List.of(1L, 2L, 0L))))
                .addInput(tensor("image", TensorProto.DataType.UINT8_VALUE, ANY, ANY, CHANNELS))
                .addInput(tensor("from", TensorProto.DataType.INT64_VALUE, 2))
                .addInput(tensor("to", TensorProto.DataType.INT64_VALUE, 2))
                .addOutput(tensor("frame", TensorProto.DataType.UINT8_VALUE, ANY, ANY, CHANNELS))
                .addInitializer(constant("zero", 0))
                .addInitializer(constant("sides", 2, 3));
        return ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET)).build();
    }

    /** Of two pixels that are equally near, Pillow takes the later one. */
    private static NodeProto resize(Frame.Filter filter) {
        NodeProto.Builder resize = Nodes.node("Resize", "resized", List.of("batch", "", "", "sizes"),
                Nodes.attribute("coordinate_transformation_mode", "half_pixel")).toBuilder();
        switch (filter) {
            case NEAREST -> resize.addAttribute(Nodes.attribute("mode", "nearest")).addAttribute(Nodes.attribute("nearest_mode", "round_prefer_ceil"));
            case BILINEAR -> resize.addAttribute(Nodes.attribute("mode", "linear"));
            case BICUBIC -> resize.addAttribute(Nodes.attribute("mode", "cubic")).addAttribute(Nodes.attribute("cubic_coeff_a", -0.5f));
        }
        if (filter != Frame.Filter.NEAREST) {
            resize.addAttribute(Nodes.attribute("antialias", 1)).addAttribute(Nodes.attribute("exclude_outside", 1));
        }
        return resize.build();
    }

    private static TensorProto constant(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }

    private static ValueInfoProto tensor(String name, int type, long... shape) {
        ValueInfoProto.Builder tensor = ValueInfoProto.newBuilder().setName(name);
        var dimensions = tensor.getTypeBuilder().getTensorTypeBuilder().setElemType(type).getShapeBuilder();
        for (long size : shape) {
            var dimension = dimensions.addDimBuilder();
            if (size != ANY) {
                dimension.setDimValue(size);
            }
        }
        return tensor.build();
    }

    /** Waits for the calls in flight, then frees the graph. */
    @Override
    public void close() {
        session.close();
    }
}
