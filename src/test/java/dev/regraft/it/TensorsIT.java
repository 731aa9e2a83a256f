package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.ImportedNetworks;
import io.restassured.http.ContentType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of signals, and of pictures, read by networks out of files. */
@WithService
class TensorsIT {

    @TempDir
    static Path folder;

    private final Records records;

    TensorsIT(PackagedService service) {
        this.records = new Records(service);
    }

    private static void register(String name, byte[] network) throws Exception {
        Path file = Files.write(folder.resolve(name + ".onnx"), network);
        given().contentType(ContentType.JSON).body("{\"source\":\"file:" + file + "\"}").put("/backbones/" + name).then().statusCode(202);
        Instant end = Instant.now().plusSeconds(30);
        while (!"ready".equals(given().get("/backbones/" + name).path("state"))) {
            assertTrue(Instant.now().isBefore(end), "ready within 30 s");
            Thread.sleep(20);
        }
    }

    /** A signal in two channels, of another length for each number; the first is the louder one in those that rise. */
    private static String json(String label, int number) {
        double first = label.equals("rise") ? 2 : 1;
        return "{\"tensor\":{\"shape\":[2," + (1 + number) + "],\"data\":[" + (first + ",").repeat(1 + number)
                + ((3 - first + number * 0.01) + ",").repeat(number) + "1.5]}";
    }

    @Test
    void signalsAreLearnedFromRestAndKafkaAndAnswered() throws Exception {
        register("signals", ImportedNetworks.signals());
        given().get("/backbones/signals").then().body("modality", equalTo("tensor")).body("cut", equalTo("features:0")).body("dimension", equalTo(4));
        String task = Tasks.create("{\"backbone\":\"signals\",\"gate\":{\"mode\":\"immediate\"}}");
        for (int i = 0; i < 6; i++) {
            String label = i % 2 == 0 ? "rise" : "fall";
            records.send("regraft.examples", "k" + i, (json(label, i) + ",\"task\":\"" + task + "\",\"label\":\"" + label + "\"}").getBytes(), Map.of());
        }
        Instant end = Instant.now().plusSeconds(30);
        while (Tasks.get(task).getInt("examples") < 6) {
            assertTrue(Instant.now().isBefore(end), "6 examples within 30 s");
            Thread.sleep(50);
        }
        String examples = "/tasks/" + task + "/examples";
        given().contentType(ContentType.JSON).queryParam("wait", "30s").body(json("rise", 7) + ",\"label\":\"rise\"}").post(examples)
                .then().statusCode(202).body("live.examples", equalTo(7));
        given().contentType(ContentType.JSON).body("{\"inputs\":[" + json("rise", 8) + "}," + json("fall", 9) + "}]}").post("/tasks/" + task + "/predict")
                .then().statusCode(200).body("predictions[0].label", equalTo("rise")).body("predictions[1].label", equalTo("fall"));
        given().contentType(ContentType.JSON).body("{\"tensor\":{\"shape\":[3],\"data\":[1,2,3]},\"label\":\"rise\"}").post(examples)
                .then().statusCode(400).body("detail", equalTo("backbone signals reads tensors of shape [2, -1], -1 for any length: [3]"));

        String key = "flat-" + UUID.randomUUID();
        records.send("regraft.examples", key, ("{\"tensor\":{\"shape\":[2],\"data\":[1]},\"label\":\"rise\",\"task\":\"" + task + "\"}").getBytes(), Map.of());
        assertEquals("a tensor of shape [2] must have as many numbers: 1",
                Records.header(records.find("regraft.dead-letters", record -> key.equals(Records.text(record.key()))), "error-detail"));
    }

    @Test
    void whatIsDoneToPicturesIsShown() throws Exception {
        register("my-vgg19", ImportedNetworks.colours(4, 4));
        given().get("/backbones/my-vgg19").then().body("modality", equalTo("image"))
                .body("preprocessing.from", equalTo("known: Keras' preprocess_input, mode caffe"))
                .body("preprocessing.size.height", equalTo(4)).body("preprocessing.do_flip_channel_order", equalTo(true));
        given().get("/backbones/all-minilm-l6-v2").then().body("preprocessing", equalTo(null));
    }
}
