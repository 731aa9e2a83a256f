package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
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

    private static final PixelScale SCALE = PixelScale.same(100, 50);

    @TempDir
    Path folder;

    /** A network that hands on its input as it lies: {@code batch × 12} for images of 2 × 2. */
    private Path network(int opset, int type, long... shape) throws IOException {
        return network(opset, tensor("input", type, shape), new long[] {-1, 12}, ToyEncoder.node("Cast", "numbers", "input")
                .addAttribute(Nodes.attribute("to", TensorProto.DataType.FLOAT_VALUE)), ToyEncoder.node("Flatten", "pooled", "numbers"));
    }

    private Path network(int opset, ValueInfoProto input, long[] made, NodeProto.Builder... nodes) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("toy").addInput(input)
                .addOutput(tensor("pooled", TensorProto.DataType.FLOAT_VALUE, made));
        for (NodeProto.Builder node : nodes) {
            graph.addNode(node);
        }
        return Files.write(folder.resolve("toy.onnx"), ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).build().toByteArray());
    }

    private static ImagePreparation how(PixelScale scale) {
        return new ImagePreparation(scale, 2, 2, null, null);
    }

    private float[] features(Path network, ImagePreparation how, byte... image) throws IOException {
        Path target = folder.resolve("composed.onnx");
        ImageFile.compose(network, how, target);
        try (ImageSession session = ImageSession.open(target)) {
            return session.run(List.of(image));
        }
    }

    private static float[] unit(float... vector) {
        double square = 0;
        for (float number : vector) {
            square += number * number;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
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
        ImageFile.compose(network(opset, TensorProto.DataType.FLOAT_VALUE, shape), how(SCALE), target);
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
    void eachColourHasItsScaleAndBlueMayComeFirst() throws IOException {
        PixelScale scale = new PixelScale(List.of(10f, 20f, 30f), List.of(1f, 2f, 4f), true);
        byte[] image = {11, 24, 34, 11, 24, 34, 11, 24, 34, 10, 20, 30};
        assertArrayEquals(unit(1, 1, 1, 0, 2, 2, 2, 0, 1, 1, 1, 0),
                features(network(13, TensorProto.DataType.FLOAT_VALUE, -1, 3, 2, 2), how(scale), image), 1e-6f);
    }

    @Test
    void bytesGoAsTheyAreIntoANetworkThatTakesThem() throws IOException {
        byte[] image = {3, (byte) 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4};
        for (long[] shape : new long[][] {{-1, 2, 2, 3}, {1, 2, 2, 3}}) {
            assertArrayEquals(unit(3, 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4),
                    features(network(13, TensorProto.DataType.UINT8_VALUE, shape), how(PixelScale.NONE), image), 1e-6f);
        }
    }

    @Test
    void halfPrecisionAndOpenSizesAreTaken() throws IOException {
        byte[] image = {100, (byte) 150, (byte) 200, 100, 100, 100, 100, 100, 100, 100, 100, 100};
        assertArrayEquals(unit(0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                features(network(13, TensorProto.DataType.FLOAT16_VALUE, -1, -1, -1, 3), how(SCALE), image), 1e-6f);
        NodeProto.Builder flat = ToyEncoder.node("Flatten", "pooled", "pixel_values");
        assertArrayEquals(unit(0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0), features(network(13,
                tensor("pixel_values", TensorProto.DataType.FLOAT_VALUE, -1, -1, -1, -1), new long[] {-1, -1}, flat), how(SCALE), image), 1e-6f);
    }

    @Test
    void halfPrecisionAtTheCutIsProvenToo() throws IOException {
        byte[] image = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120};
        PixelScale scale = new PixelScale(List.of(3.3f, 0f, -7.7f), List.of(17f, 19f, 23f), false);
        Path network = network(13, tensor("input", TensorProto.DataType.FLOAT16_VALUE, -1, 3, 2, 2), new long[] {-1, 12},
                ToyEncoder.node("Sigmoid", "map", "input"), ToyEncoder.node("Flatten", "flat", "map"),
                ToyEncoder.node("Cast", "pooled", "flat").addAttribute(Nodes.attribute("to", TensorProto.DataType.FLOAT_VALUE)));
        float[] expected = new float[12];
        for (int i = 0; i < 12; i++) {
            float half = Float.float16ToFloat(Float.floatToFloat16(scale.of(i % 3, image[i] & 0xff)));
            expected[i % 3 * 4 + i / 3] = (float) (1 / (1 + Math.exp(-half)));
        }
        assertArrayEquals(unit(expected), features(network, new ImagePreparation(scale, 2, 2, "flat", null), image), 2e-4f);
    }

    @Test
    void networkOfOneImageAtATimeSaysSo() throws IOException {
        Path target = folder.resolve("composed.onnx");
        ImageFile.compose(network(13, TensorProto.DataType.FLOAT_VALUE, 1, 3, 2, 2), how(SCALE), target);
        try (ImageSession session = ImageSession.open(target)) {
            assertEquals(1, session.maxImages());
            assertEquals(12, session.run(List.of(new byte[12])).length);
        }
        Path two = network(13, TensorProto.DataType.FLOAT_VALUE, 2, 3, 2, 2);
        assertEquals("the batch of an image network must be open, or 1: 2",
                assertThrows(UnusableModelException.class, () -> ImageFile.compose(two, how(SCALE), target)).getMessage());
    }

    /** Of red 1, 2, 3, 6, green 0, 0, 0, 4, blue 2, 2, 2, 2: the means are 3, 1, 2, the largest 6, 4, 2. */
    @ParameterizedTest
    @CsvSource({"MEAN,7,true", "MEAN,18,true", "MAX,13,true", "MEAN,13,false", "MAX,21,false", ",13,true"})
    void placesBecomeOneVector(PlacePooling pooling, int opset, boolean planes) throws IOException {
        byte[] image = {1, 0, 2, 2, 0, 2, 3, 0, 2, 6, 4, 2};
        long[] shape = planes ? new long[] {-1, 3, 2, 2} : new long[] {-1, 2, 2, 3};
        Path map = network(opset, tensor("input", TensorProto.DataType.FLOAT_VALUE, shape), shape, ToyEncoder.node("Relu", "pooled", "input"));
        float[] expected = pooling == PlacePooling.MAX ? unit(6, 4, 2) : unit(3, 1, 2);
        assertArrayEquals(expected, features(map, new ImagePreparation(PixelScale.NONE, 2, 2, null, pooling), image), 1e-6f);
    }

    /** Five tokens of three numbers are one that stands for the whole and four places; four tokens are places. */
    @ParameterizedTest
    @CsvSource({",5,0", "CLS,4,1", "MEAN,5,2", ",4,3", "MAX,4,4"})
    void tokensBecomeOneVector(PlacePooling pooling, int tokens, int expected) throws IOException {
        byte[] image = {1, 0, 2, 2, 0, 2, 3, 0, 2, 6, 4, 2};
        NodeProto.Builder[] nodes = {Nodes.integers("shape", List.of(-1L, 4L, 3L)).toBuilder(), ToyEncoder.node("Reshape", "places", "input", "shape"),
            ToyEncoder.node("ReduceSum", "whole", "places").addAttribute(Nodes.attributes("axes", List.of(1L))),
            ToyEncoder.node("Concat", "all", "whole", "places").addAttribute(Nodes.attribute("axis", 1)),
            ToyEncoder.node("Relu", "pooled", tokens == 5 ? "all" : "places")};
        Path network = network(11, tensor("input", TensorProto.DataType.FLOAT_VALUE, -1, 2, 2, 3), new long[] {-1, tokens, 3}, nodes);
        float[][] vectors = {{12, 4, 8}, {1, 0, 2}, {24, 8, 16}, {3, 1, 2}, {6, 4, 2}};
        assertArrayEquals(unit(vectors[expected]), features(network, new ImagePreparation(PixelScale.NONE, 2, 2, null, pooling), image), 1e-6f);
    }

    @Test
    void isCutWhereSomebodySays() throws IOException {
        byte[] image = {1, 0, 2, 2, 0, 2, 3, 0, 2, 6, 4, 2};
        Path network = network(13, tensor("input", TensorProto.DataType.FLOAT_VALUE, -1, 2, 2, 3), new long[] {-1, 12},
                ToyEncoder.node("Relu", "map:0", "input"), ToyEncoder.node("Flatten", "pooled", "map:0"));
        assertArrayEquals(unit(3, 1, 2), features(network, new ImagePreparation(PixelScale.NONE, 2, 2, "map:0", null), image), 1e-6f);
        assertEquals("map:0", EncoderFile.contents(folder.resolve("composed.onnx")).cut());
        assertEquals("cut must be one of 2 tensors, of which the last are map:0, pooled: nowhere",
                assertThrows(UnusableModelException.class,
                        () -> features(network, new ImagePreparation(PixelScale.NONE, 2, 2, "nowhere", null), image)).getMessage());
        assertEquals("pooling cls needs tokens, batch × tokens × d, at the cut: map:0 [-1, 2, 2, 3]", assertThrows(UnusableModelException.class,
                () -> features(network, new ImagePreparation(PixelScale.NONE, 2, 2, "map:0", PlacePooling.CLS), image)).getMessage());
    }

    @Test
    void refusesWhatIsNoImageNetwork() throws IOException {
        Path target = folder.resolve("composed.onnx");
        Path grey = network(13, TensorProto.DataType.FLOAT_VALUE, -1, 1, 2, 2);
        String message = assertThrows(UnusableModelException.class, () -> ImageFile.compose(grey, how(SCALE), target)).getMessage();
        assertEquals("input of an image network must be fp32, fp16, fp64 or uint8, batch × 3 × height × width or batch × height × width × 3: "
                + "[input FLOAT [-1, 1, 2, 2]]", message);
        Path large = network(13, TensorProto.DataType.FLOAT_VALUE, -1, 3, 4, 4);
        assertEquals("images must be prepared as the network takes them, 4 × 4: 2 × 2",
                assertThrows(UnusableModelException.class, () -> ImageFile.compose(large, how(SCALE), target)).getMessage());
        Path encoder = ToyEncoder.composed(folder, 13, Pooling.CLS);
        assertThrows(UnusableModelException.class, () -> ImageSession.open(encoder));
        assertThrows(IllegalArgumentException.class, () -> PixelScale.same(0, 0));
    }
}
