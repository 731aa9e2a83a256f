package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a network takes images.
 *
 * @param name of the input
 * @param type of its numbers, by its code in ONNX; bytes are taken by networks that rescale them themselves
 * @param planes whether colours come before places: {@code batch × 3 × height × width}; else {@code batch × height × width × 3}
 * @param batch how many it takes at once; -1 if that is open, as are the next
 * @param height in pixels
 * @param width in pixels
 */
public record ImageInput(String name, int type, boolean planes, long batch, long height, long width) {

    private static final int CHANNELS = 3;
    /** What exporters call such an input. */
    private static final Pattern IMAGES = Pattern.compile("pixel|image", Pattern.CASE_INSENSITIVE);
    private static final Set<Integer> TYPES = Set.of(TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.FLOAT16_VALUE,
            TensorProto.DataType.DOUBLE_VALUE, TensorProto.DataType.UINT8_VALUE);

    /** How an input takes images; nothing if it takes something else. Exporters of transformers leave even the colours open. */
    static Optional<ImageInput> of(ModelLook.Input input) {
        List<Long> shape = input.shape();
        if (shape.size() != 4 || !TYPES.contains(input.type())) {
            return Optional.empty();
        }
        boolean open = shape.get(1) == -1 && shape.get(3) == -1 && IMAGES.matcher(input.name()).find();
        boolean planes = shape.get(1) == CHANNELS || open;
        if (!planes && shape.get(3) != CHANNELS) {
            return Optional.empty();
        }
        return Optional.of(new ImageInput(input.name(), input.type(), planes, shape.getFirst(), shape.get(planes ? 2 : 1), shape.get(planes ? 3 : 2)));
    }

    /** Whether it takes bytes as they are. */
    public boolean takesBytes() {
        return type == TensorProto.DataType.UINT8_VALUE;
    }

    /** Whether each image must run alone. */
    boolean isOneByOne() {
        return batch == 1;
    }

    /** The same input, of images of one size. */
    ValueInfoProto of(int newHeight, int newWidth) {
        ValueInfoProto.Builder input = ValueInfoProto.newBuilder().setName(name);
        var shape = input.getTypeBuilder().getTensorTypeBuilder().setElemType(type).getShapeBuilder();
        if (isOneByOne()) {
            shape.addDimBuilder().setDimValue(1);
        } else {
            shape.addDimBuilder().setDimParam("batch");
        }
        for (int length : planes ? new int[] {CHANNELS, newHeight, newWidth} : new int[] {newHeight, newWidth, CHANNELS}) {
            shape.addDimBuilder().setDimValue(length);
        }
        return input.build();
    }
}
