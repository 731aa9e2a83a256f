package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Proves that a composed file makes of bytes what the whole network has at the cut for these bytes, rescaled and laid out by plain Java. */
final class ImageProof {

    /** A step of 16 bits at 1: the runtime leaves out the rounding to 16 bits where it reckons in 32 before and behind it. */
    private static final double TOLERANCE_OF_HALVES = 1.0 / (1 << 11);
    private static final int CHANNELS = 3;

    private final ModelProto model;
    private final String tensor;
    private final ImageInput input;
    private final ImagePreparation how;

    /**
     * @param model the whole model, for images of the size prepared
     * @param tensor where it is cut
     */
    ImageProof(ModelProto model, String tensor, ImageInput input, ImagePreparation how) {
        this.model = model;
        this.tensor = tensor;
        this.input = input;
        this.how = how;
    }

    /**
     * Runs both on made-up images.
     *
     * @param vectors what becomes of the tensor
     * @throws UnusableModelException if the prepared file gives something else, or what is not finite
     * @throws IOException if the whole model cannot be written beside the prepared one
     */
    void require(Path prepared, PlaceVectors vectors) throws IOException {
        try (OrtSession.SessionOptions options = SessionKind.REFERENCE.options();
                WholeModel whole = WholeModel.of(model, List.of(tensor), prepared.toAbsolutePath().getParent(), SessionKind.REFERENCE);
                OrtSession composed = OnnxRuntime.createSession(prepared, options)) {
            for (int rows : input.isOneByOne() ? new int[] {1} : new int[] {2, 1}) {
                byte[] pixels = pixels(rows);
                Probe.Result states = whole.run(input.name(), numbers(rows, pixels), tensor);
                ByteBuffer bytes = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
                try (OnnxTensor images = OnnxTensor.createTensor(OnnxRuntime.environment(), bytes,
                        new long[] {rows, how.height(), how.width(), CHANNELS}, OnnxJavaType.UINT8);
                        OrtSession.Result result = composed.run(Map.of(PixelNodes.PIXELS, images))) {
                    CutProof.requireSame(vectors.reference(states), Probe.result((OnnxTensor) result.get(0)).values(), tensor, tolerance());
                }
            }
        } catch (OrtException e) {
            throw new UnusableModelException("ONNX Runtime cannot run the model: " + e.getMessage(), e);
        }
    }

    /** Weights of 16 bits that are made ones of 32 first do not count: these networks reckon in 32 bits. */
    private double tolerance() {
        Set<String> halves = model.getGraph().getInitializerList().stream().filter(weight -> weight.getDataType() == TensorProto.DataType.FLOAT16_VALUE)
                .map(TensorProto::getName).collect(Collectors.toSet());
        boolean reckonsInHalves = input.type() == TensorProto.DataType.FLOAT16_VALUE || model.getGraph().getNodeList().stream()
                .anyMatch(node -> !node.getOpType().equals("Cast") && node.getInputList().stream().anyMatch(halves::contains));
        return reckonsInHalves ? TOLERANCE_OF_HALVES : CutProof.TOLERANCE;
    }

    /** Something between noise and a picture. */
    private byte[] pixels(int rows) {
        byte[] pixels = new byte[rows * how.height() * how.width() * CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (128 + 90 * Math.sin(i * 0.0007) + 37 * Math.sin(i * 1.7));
        }
        return pixels;
    }

    /** The pixels as the whole network takes them. */
    private OnnxTensor numbers(int rows, byte[] pixels) throws OrtException {
        int width = ElementType.bits(input.type()) / 8;
        int places = how.height() * how.width();
        ByteBuffer numbers = ByteBuffer.allocateDirect(pixels.length * width).order(ByteOrder.nativeOrder());
        for (int i = 0; i < pixels.length; i++) {
            int place = i / CHANNELS % places;
            int colour = i % CHANNELS;
            int channel = how.scale().flipped() ? CHANNELS - 1 - colour : colour;
            int row = i / CHANNELS / places;
            int at = input.planes() ? (row * CHANNELS + channel) * places + place : (row * places + place) * CHANNELS + channel;
            put(numbers, at * width, pixels[i] & 0xff, colour);
        }
        long[] shape = input.planes() ? new long[] {rows, CHANNELS, how.height(), how.width()}
                : new long[] {rows, how.height(), how.width(), CHANNELS};
        return OnnxTensor.createTensor(OnnxRuntime.environment(), numbers, shape, ElementType.java(input.type()));
    }

    private void put(ByteBuffer numbers, int at, int value, int colour) {
        switch (ElementType.java(input.type())) {
            case UINT8 -> numbers.put(at, (byte) value);
            case FLOAT16 -> numbers.putShort(at, Float.floatToFloat16(how.scale().of(colour, value)));
            case DOUBLE -> numbers.putDouble(at, how.scale().of(colour, value));
            default -> numbers.putFloat(at, how.scale().of(colour, value));
        }
    }
}
