package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
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
import com.google.protobuf.ByteString;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Images of any size to squares of one: resized until the shorter side fits, bicubic, and the middle cut out, as torchvision's
 * {@code Resize} and {@code CenterCrop} do with Pillow. Thread-safe; each call uses the calling thread and no other.
 *
 * <p>A graph of ONNX Runtime: its Resize with {@code antialias=1} and {@code cubic_coeff_a=-0.5} has Pillow's arithmetic in bytes.
 * Measured on 5 images from 100 × 61 to 4000 × 3000: at most 2 bytes in 10,000 differ, by 1.
 */
public final class CentreCrop implements AutoCloseable {

    private static final int CHANNELS = 3;
    private static final int OPSET = 18;
    private static final int ANY = -1;

    private final OrtEnvironment environment = OnnxRuntime.environment();
    private final SharedSession session;
    private final int shorterSide;
    private final int side;

    private CentreCrop(SharedSession session, int shorterSide, int side) {
        this.session = session;
        this.shorterSide = shorterSide;
        this.side = side;
    }

    /**
     * Opens the graph.
     *
     * @param shorterSide of an image after it is resized, in pixels
     * @param side of the square cut out of it, in pixels; at most {@code shorterSide}
     * @throws IllegalStateException if the service is stopping
     */
    public static CentreCrop open(int shorterSide, int side) {
        if (side < 1 || side > shorterSide) {
            throw new IllegalArgumentException("side must be in [1, " + shorterSide + "]: " + side);
        }
        try (OrtSession.SessionOptions options = SessionKind.REFERENCE.options()) {
            OrtSession session = OnnxRuntime.createSession(model().toByteArray(), options);
            return new CentreCrop(new SharedSession(session), shorterSide, side);
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot load the resizing graph: " + e.getMessage(), e);
        }
    }

    /** Pixels of a side of the square. */
    public int side() {
        return side;
    }

    /**
     * Makes the square of an image.
     *
     * @param rgb writes the image into memory of {@code height × width × 3} bytes, row-major
     * @return {@code side × side × 3}, row-major
     * @throws IllegalStateException if this is closed
     */
    public byte[] of(int width, int height, Consumer<MemorySegment> rgb) {
        long shorter = Math.min(width, height);
        long newWidth = width * (long) shorterSide / shorter;
        long newHeight = height * (long) shorterSide / shorter;
        long left = offset(newWidth);
        long top = offset(newHeight);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = arena.allocate((long) width * height * CHANNELS);
            rgb.accept(pixels);
            inputs.put("image", OnnxTensor.createTensor(environment, pixels.asByteBuffer(), new long[] {height, width, CHANNELS},
                    OnnxJavaType.UINT8));
            inputs.put("sizes", integers(1, CHANNELS, newHeight, newWidth));
            inputs.put("from", integers(top, left));
            inputs.put("to", integers(top + side, left + side));
            return run(inputs);
        } catch (OrtException e) {
            throw new UnusableModelException("an image could not be resized: " + e.getMessage(), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Python's {@code round}: halves to even. */
    private long offset(long length) {
        return (long) Math.rint((length - side) / 2.0);
    }

    private byte[] run(Map<String, OnnxTensor> inputs) throws OrtException {
        return session.run(inputs, square -> {
            byte[] bytes = new byte[side * side * CHANNELS];
            square.getByteBuffer().get(bytes);
            return bytes;
        });
    }

    private OnnxTensor integers(long... values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {values.length});
    }

    private static ModelProto model() {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("centre-crop")
                .addNode(node("Transpose", "planes", List.of("image"), integers("perm", 2, 0, 1)))
                .addNode(node("Unsqueeze", "batch", List.of("planes", "zero")))
                .addNode(node("Resize", "resized", List.of("batch", "", "", "sizes"), integer("antialias", 1), text("mode", "cubic"),
                        text("coordinate_transformation_mode", "half_pixel"), number("cubic_coeff_a", -0.5f)))
                .addNode(node("Slice", "middle", List.of("resized", "from", "to", "sides")))
                .addNode(node("Squeeze", "planes of the middle", List.of("middle", "zero")))
                .addNode(node("Transpose", "square", List.of("planes of the middle"), integers("perm", 1, 2, 0)))
                .addInput(tensor("image", TensorProto.DataType.UINT8_VALUE, ANY, ANY, CHANNELS))
                .addInput(tensor("sizes", TensorProto.DataType.INT64_VALUE, 4))
                .addInput(tensor("from", TensorProto.DataType.INT64_VALUE, 2))
                .addInput(tensor("to", TensorProto.DataType.INT64_VALUE, 2))
                .addOutput(tensor("square", TensorProto.DataType.UINT8_VALUE, ANY, ANY, CHANNELS))
                .addInitializer(constant("zero", 0))
                .addInitializer(constant("sides", 2, 3));
        return ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET)).build();
    }

    private static NodeProto node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output).addAllInput(inputs)
                .addAllAttribute(List.of(attributes)).build();
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

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static AttributeProto number(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF(value).build();
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value)).build();
    }

    /** Waits for the calls in flight, then frees the graph. */
    @Override
    public void close() {
        session.close();
    }
}
