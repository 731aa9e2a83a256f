package dev.regraft.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that the ONNX project publishes (Apache-2.0), whose weights are made of constants to keep them small. */
class PublishedModelsTest {

    @TempDir
    Path folder;

    /** The third column is where each is cut by hand in textbooks: before its last layer. */
    @ParameterizedTest
    @CsvSource({
        "light_vgg19, r43, Relu, 4096",
        "light_inception_v1, r141, Reshape, 1024",
        "light_resnet50, r173, Reshape, 2048",
        "light_squeezenet, r60, Concat, 512"})
    void areCutBeforeTheirLastLayer(String name, String tensor, String operator, int channels) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto model = CheckedModel.open(copy(name), arena);
            GraphShapes shapes = GraphShapes.of(model, folder);
            String cut = new CutFinder(model, shapes).recommended();
            assertEquals(tensor, cut);
            assertEquals(channels, shapes.get(cut).shape()[1]);
            NodeProto maker = model.getGraph().getNodeList().stream().filter(node -> node.getOutputList().contains(cut)).findFirst().orElseThrow();
            assertEquals(operator, maker.getOpType());
        }
    }

    @ParameterizedTest
    @CsvSource({"light_inception_v1, 1024", "light_resnet50, 2048"})
    void giveTheSameFeaturesWhenTheyAreCut(String name, int dimension) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ModelProto model = CheckedModel.open(copy(name), arena);
            String tensor = new CutFinder(model, GraphShapes.of(model, folder)).recommended();
            ModelProto cut = GraphCut.at(ValueInfoProto.newBuilder().setName(tensor).build(), model);
            CutProof.require(model, tensor, Files.write(folder.resolve("cut.onnx"), cut.toByteArray()), (_, features) -> {
                assertArrayEquals(new long[] {1, dimension}, features.shape());
                return features.values();
            });
        }
    }

    private Path copy(String name) throws IOException {
        try (InputStream in = PublishedModelsTest.class.getResourceAsStream(name + ".onnx")) {
            return Files.write(folder.resolve(name + ".onnx"), in.readAllBytes());
        }
    }
}
