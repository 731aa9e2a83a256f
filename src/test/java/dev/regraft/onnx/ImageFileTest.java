package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFileTest {

    private static final PixelScale SCALE = new PixelScale(100, 50);

    @TempDir
    Path folder;

    /** A network that hands on its input as it lies: {@code batch × 12} for images of 2 × 2. */
    private Path network(int opset, int type, long... shape) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("toy")
                .addNode(ToyEncoder.node("Flatten", "pooled", "input")).addInput(tensor("input", type, shape))
                .addOutput(tensor("pooled", TensorProto.DataType.FLOAT_VALUE, -1, 12));
        return Files.write(folder.resolve("toy.onnx"), ModelProto.newBuilder().setIrVersion(6).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).build().toByteArray());
    }

    private static ValueInfoProto tensor(String name, int type, long... shape) {
        ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
        var dimensions = info.getTypeBuilder().getTensorTypeBuilder().setElemType(type).getShapeBuilder();
        for (long size : shape) {
            var dimension = dimensions.addDimBuilder();
            if (size > 0) {
                dimension.setDimValue(size);
            }
        }
        return info.build();
    }

    /** Of pixels (100, 150, 200), (0, …): 0, 1 and 2 where there is one, −2 elsewhere; the norm is √(0 + 1 + 4 + 9 · 4). */
    @ParameterizedTest
    @CsvSource({"9,true", "13,true", "18,true", "9,false", "18,false"})
    void bytesAreRescaledAndLaidOutAsTheNetworkTakesThem(int opset, boolean planes) throws IOException {
        Path target = folder.resolve("composed.onnx");
        long[] shape = planes ? new long[] {-1, 3, 2, 2} : new long[] {-1, 2, 2, 3};
        ImageFile.compose(network(opset, TensorProto.DataType.FLOAT_VALUE, shape), SCALE, target);
        byte[] image = {100, (byte) 150, (byte) 200, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        float norm = (float) Math.sqrt(41);
        float[] expected = planes ? new float[] {0, -2, -2, -2, 1, -2, -2, -2, 2, -2, -2, -2}
                : new float[] {0, 1, 2, -2, -2, -2, -2, -2, -2, -2, -2, -2};
        for (int i = 0; i < expected.length; i++) {
            expected[i] /= norm;
        }
        try (ImageSession session = ImageSession.open(target)) {
            assertEquals(12, session.dimension());
            assertArrayEquals(expected, session.run(List.of(image)), 1e-6f);
            assertEquals(24, session.run(List.of(image, new byte[12])).length);
        }
    }

    @Test
    void refusesWhatIsNoImageNetwork() throws IOException {
        Path target = folder.resolve("composed.onnx");
        Path bytes = network(13, TensorProto.DataType.UINT8_VALUE, -1, 3, 2, 2);
        assertThrows(UnusableModelException.class, () -> ImageFile.compose(bytes, SCALE, target));
        Path grey = network(13, TensorProto.DataType.FLOAT_VALUE, -1, 1, 2, 2);
        String message = assertThrows(UnusableModelException.class, () -> ImageFile.compose(grey, SCALE, target)).getMessage();
        assertEquals("input of an image network must be fp32, batch × 3 × height × width or batch × height × width × 3: input",
                message);
        Path encoder = ToyEncoder.composed(folder, 13, Pooling.CLS);
        assertThrows(UnusableModelException.class, () -> ImageSession.open(encoder));
        assertThrows(IllegalArgumentException.class, () -> new PixelScale(0, 0));
    }
}
