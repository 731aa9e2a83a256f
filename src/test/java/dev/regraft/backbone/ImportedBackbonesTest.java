package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of images and of tensors out of files, as somebody registers them. */
class ImportedBackbonesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RAW = "{'size':4,'do_rescale':false,'do_normalize':false}";

    @TempDir
    Path folder;

    private Backbones backbones;

    @BeforeEach
    void open() {
        backbones = new Backbones(folder.resolve("kept"), new LaneSettings(2, 64, 512), 50);
    }

    @AfterEach
    void close() {
        backbones.close();
    }

    /** Registers a folder with a network, and whatever else is in it by now, and waits until it is ready or has failed. */
    private BackboneStatus imported(String name, byte[] network, String... fields) throws IOException, InterruptedException {
        Path model = Files.createDirectories(folder.resolve(name)).resolve("model.onnx");
        Files.write(model, network);
        ObjectNode definition = JSON.createObjectNode().put("source", "file:" + model.getParent());
        for (int i = 0; i < fields.length; i += 2) {
            definition.set(fields[i], JSON.readTree(fields[i + 1].replace('\'', '"')));
        }
        backbones.register(DefinitionReader.read(name, definition, Instant.EPOCH));
        while (backbones.status(name).state() == BackboneStatus.State.IMPORTING) {
            Thread.sleep(5);
        }
        return backbones.status(name);
    }

    private List<Features> features(String name, List<Input> inputs) {
        return backbones.load(name).extract(inputs, Priority.SERVE).join().stream().map(Extraction::features).toList();
    }

    private static Input plain(int width, int height, Color colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return new Input.Image(Pictures.file(image, "png"));
    }

    private static Features unit(float... vector) {
        double square = 0;
        for (float number : vector) {
            square += number * number;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return Features.quantise(vector);
    }

    private String reason(BackboneStatus status) {
        assertEquals(BackboneStatus.State.FAILED, status.state());
        return status.reason();
    }

    @Test
    void classifierOfImagesIsCutAndPreparedAsItsFileSays() throws IOException, InterruptedException {
        Files.writeString(Files.createDirectories(folder.resolve("colours")).resolve("preprocessor_config.json"), """
                {"size":{"shortest_edge":6},"crop_size":4,"do_center_crop":true,"resample":3,"rescale_factor":0.01,
                 "image_mean":[0.5,0,0],"image_std":[1,2,4]}""");
        BackboneStatus status = imported("colours", ImportedNetworks.colours(4, 4));
        assertEquals(BackboneStatus.State.READY, status.state(), status.reason());
        assertEquals("features:0", status.cut());
        assertEquals("image", status.modality());
        assertEquals(6, status.dimension());
        JsonNode preprocessing = status.preprocessing();
        assertEquals("preprocessor_config.json", preprocessing.get("from").textValue());
        assertEquals("{\"shortest_edge\":6}", preprocessing.get("size").toString());
        assertEquals("[1.0,2.0,4.0]", preprocessing.get("image_std").toString());
        assertEquals(unit(0.5f, 1, 0.5f, 0.5f, 1, 0.5f), features("colours", List.of(plain(30, 20, new Color(100, 200, 200)))).getFirst());
    }

    @Test
    void sizeIsOfTheDefinitionWhereTheNetworkLeavesItOpen() throws IOException, InterruptedException {
        BackboneStatus status = imported("open", ImportedNetworks.colours(-1, -1), "preprocessing", RAW);
        assertEquals("definition", status.preprocessing().get("from").textValue(), status.reason());
        assertEquals("{\"height\":4,\"width\":4}", status.preprocessing().get("crop_size").toString());
        assertEquals(unit(3, 2, 1, 3, 2, 1), features("open", List.of(plain(5, 9, new Color(3, 2, 1)))).getFirst());
    }

    @Test
    void knownNamesHaveTheirPreprocessingAndOthersTheUsual() throws IOException, InterruptedException {
        JsonNode vgg = imported("my-vgg19", ImportedNetworks.colours(4, 4)).preprocessing();
        assertEquals("known: Keras' preprocess_input, mode caffe", vgg.get("from").textValue());
        assertTrue(vgg.get("do_flip_channel_order").booleanValue());
        JsonNode other = imported("other", ImportedNetworks.colours(-1, -1)).preprocessing();
        assertEquals("assumed: the usual of TensorFlow Hub", other.get("from").textValue());
        assertEquals("{\"height\":224,\"width\":224}", other.get("size").toString());
    }

    @Test
    void whatCannotBeDoneIsRefusedWithItsReason() throws IOException, InterruptedException {
        byte[] network = ImportedNetworks.colours(4, 4);
        assertEquals("images must be prepared as the network takes them, 4 × 4: 5 × 5", reason(imported("a", network, "preprocessing", "{'size':5}")));
        assertEquals("resample must be one of 0 (nearest), 2 (bilinear), 3 (bicubic): 1",
                reason(imported("b", network, "preprocessing", "{'resample':1}")));
        assertEquals("pooling of what is no text must be one of mean, max, cls: last", reason(imported("c", network, "pooling", "'last'")));
        Files.writeString(Files.createDirectories(folder.resolve("d")).resolve("preprocessor_config.json"), "{");
        assertTrue(reason(imported("d", network)).startsWith("preprocessor_config.json must be JSON: "));
    }

    @Test
    void cutIsOfTheDigestAndSoIsThePreprocessing() throws IOException, InterruptedException {
        byte[] network = ImportedNetworks.colours(4, 4);
        BackboneStatus first = imported("first", network, "preprocessing", RAW);
        BackboneStatus same = imported("second", network, "preprocessing", RAW);
        BackboneStatus cut = imported("third", network, "preprocessing", RAW, "cut", "'both'");
        BackboneStatus smaller = imported("fourth", network, "preprocessing", "{'do_rescale':false}");
        assertEquals(first.digest(), same.digest());
        assertEquals("both", cut.cut());
        assertEquals(4, List.of(first.digest(), cut.digest(), smaller.digest(), "").stream().distinct().count());
    }

    @Test
    void imageThatIsNotResizedMustBeLargeEnough() throws IOException, InterruptedException {
        imported("exact", ImportedNetworks.colours(4, 4), "preprocessing", "{'do_resize':false,'do_rescale':false,'do_normalize':false}");
        assertEquals(unit(9, 8, 7, 9, 8, 7), features("exact", List.of(plain(4, 6, new Color(9, 8, 7)))).getFirst());
        RefusedException refusal = assertThrows(RefusedException.class, () -> backbones.load("exact").check(plain(3, 6, Color.RED)));
        assertEquals("image must have at least 4 × 4 pixels, as it is not resized: 3 × 6", refusal.detail());
    }

    @Test
    void tensorsOfAnyLengthHaveTheSameBitsInAnyCompany() throws IOException, InterruptedException {
        BackboneStatus status = imported("signals", ImportedNetworks.signals());
        assertEquals(BackboneStatus.State.READY, status.state(), status.reason());
        assertEquals("tensor", status.modality());
        assertEquals(4, status.dimension());
        assertEquals(unit(2, 5, 3, 8), features("signals", List.of(tensor(List.of(2L, 3L), 1, 2, 3, 3, 4, 8))).getFirst());
        Random random = new Random(3);
        List<Input> tensors = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long length = 1 + random.nextInt(40);
            tensors.add(tensor(i % 2 == 0 ? List.of(2L, length) : List.of(1L, 2L, length), random.doubles(2 * length, -9, 9).toArray()));
        }
        List<Features> alone = tensors.stream().map(tensor -> features("signals", List.of(tensor)).getFirst()).toList();
        assertEquals(alone, features("signals", tensors));
        assertEquals(alone.reversed(), features("signals", tensors.reversed()));
        assertTrue(backbones.status("signals").msPerItem() > 0);
    }

    private static Input tensor(List<Long> shape, double... data) {
        return new Input.Tensor(shape, data);
    }

    @Test
    void tensorThatDoesNotFitIsRefused() throws IOException, InterruptedException {
        imported("rows", ImportedNetworks.rows());
        Backbone rows = backbones.load("rows");
        rows.check(tensor(List.of(3L), 1, 2, 3));
        rows.check(tensor(List.of(1L, 3L), 1, 2, 3));
        RefusedException shape = assertThrows(RefusedException.class, () -> rows.check(tensor(List.of(2L, 3L), 1, 2, 3, 4, 5, 6)));
        assertEquals("backbone rows reads tensors of shape [3], -1 for any length: [2, 3]", shape.detail());
        assertEquals("tensor.shape", shape.field());
        RefusedException number = assertThrows(RefusedException.class, () -> rows.check(tensor(List.of(3L), 1, 1e39, 3)));
        assertEquals("backbone rows reads numbers of type float: 1.0E39", number.detail());
        assertEquals("tensor.data[1]", number.field());
        assertEquals("backbone rows reads inputs of tensor only: text",
                assertThrows(RefusedException.class, () -> rows.check(new Input.Text("hello"))).detail());
        assertEquals("preprocessing is for backbones of images", reason(imported("wrong", ImportedNetworks.rows(), "preprocessing", RAW)));
    }

    @Test
    void imagesRunTogetherWhereThatChangesNoBit() throws IOException, InterruptedException {
        imported("colours", ImportedNetworks.colours(-1, -1), "preprocessing", "{'size':32}");
        List<Input> images = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            images.add(new Input.Image(Pictures.file(Pictures.picture(20 + 3 * i, 70 - 2 * i), "png")));
        }
        List<Features> alone = images.stream().map(image -> features("colours", List.of(image)).getFirst()).toList();
        assertEquals(20, alone.stream().distinct().count());
        assertEquals(alone, features("colours", images));
        Collections.reverse(images);
        assertEquals(alone.reversed(), features("colours", images));
    }
}
