package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A task of pictures: discs and squares. */
@WithService
class ImagesIT {

    private static final String DEFINITION =
            "{\"backbone\":\"efficientnet-lite0\",\"labels\":[\"disc\",\"square\"],\"gate\":{\"mode\":\"immediate\"}}";

    private final Records records;

    ImagesIT(PackagedService service) {
        this.records = new Records(service);
    }

    /** A disc or a square, another one for each number. */
    private static byte[] shape(String label, int number, String format) {
        BufferedImage image = new BufferedImage(90 + number, 80 + 2 * number, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(200 + number, 210, 220 - number));
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(new Color(20 * number % 150, 60, 90));
        int side = 40 + number;
        if (label.equals("disc")) {
            pen.fillOval(20, 15 + number, side, side);
        } else {
            pen.fillRect(20, 15 + number, side, side);
        }
        pen.dispose();
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String label, int number) {
        return "{\"image\":\"" + Base64.getEncoder().encodeToString(shape(label, number, "png")) + "\"";
    }

    @Test
    void learnsFromRestAndKafkaAndAnswersInEveryForm() throws Exception {
        String task = Tasks.create(DEFINITION);
        for (int i = 0; i < 6; i++) {
            String label = i % 2 == 0 ? "disc" : "square";
            records.send("regraft.examples", "k" + i, shape(label, i, "jpg"),
                    Map.of("task", task, "label", label, "content-type", "image/jpeg"));
        }
        Instant end = Instant.now().plusSeconds(30);
        while (Tasks.get(task).getInt("examples") < 6) {
            assertTrue(Instant.now().isBefore(end), "6 examples within 30 s");
            Thread.sleep(50);
        }
        given().contentType(ContentType.JSON).queryParam("wait", "30s")
                .body("[" + json("disc", 6) + ",\"label\":\"disc\"}," + json("square", 7) + ",\"label\":\"square\"}]")
                .post("/tasks/" + task + "/examples").then().statusCode(202).body("accepted", equalTo(2)).body("live.examples", equalTo(8));

        String path = "/tasks/" + task + "/predict";
        float raw = given().contentType("image/png").body(shape("square", 9, "png")).post(path).then().statusCode(200)
                .body("backbone.name", equalTo("efficientnet-lite0")).body("predictions[0].label", equalTo("square"))
                .extract().path("predictions[0].probability");
        String id = given().contentType(ContentType.JSON).body("{\"inputs\":[" + json("disc", 8) + "}," + json("square", 9) + "}]}")
                .post(path).then().statusCode(200).body("predictions", hasSize(2)).body("predictions[0].label", equalTo("disc"))
                .body("predictions[1].probability", equalTo(raw)).extract().path("predictions[0].id");

        given().contentType(ContentType.JSON).queryParam("wait", "30s").body("{\"prediction\":\"" + id + "\",\"label\":\"disc\"}")
                .post("/tasks/" + task + "/feedback").then().statusCode(202);
        assertEquals(9, Tasks.get(task).getInt("examples"));

        String key = "request-" + UUID.randomUUID();
        records.send("regraft.requests", key, (json("disc", 8) + ",\"task\":\"" + task + "\"}").getBytes(), Map.of());
        assertTrue(Records.text(records.find("regraft.predictions", record -> key.equals(Records.text(record.key()))).value())
                .contains("\"label\":\"disc\""));
    }

    @Test
    void labelsOfPicturesAreNotReadAsWords() {
        String task = Tasks.create(DEFINITION);
        given().contentType("image/png").body(shape("disc", 1, "png")).post("/tasks/" + task + "/predict").then().statusCode(409);
    }

    @Test
    void refusesWhatItCannotReadAndKeepsNothing() throws Exception {
        String task = Tasks.create(DEFINITION);
        String examples = "/tasks/" + task + "/examples";
        given().contentType(ContentType.JSON).body("{\"text\":\"a disc\",\"label\":\"disc\"}").post(examples).then().statusCode(400)
                .body("detail", equalTo("backbone efficientnet-lite0 reads inputs of image only: text"));
        given().contentType(ContentType.JSON).body(json("disc", 1) + ",\"label\":\"disc\"}").post("/tasks/" + Tasks.create() + "/examples")
                .then().statusCode(400).body("detail", equalTo("backbone all-minilm-l6-v2 reads inputs of text only: image"));
        byte[] half = Arrays.copyOf(shape("disc", 2, "png"), 150);
        given().contentType(ContentType.JSON).body("[" + json("disc", 1) + ",\"label\":\"disc\"},{\"image\":\""
                        + Base64.getEncoder().encodeToString(half) + "\",\"label\":\"disc\"}]").post(examples).then().statusCode(400)
                .body("errors", hasSize(1)).body("errors[0].field", equalTo("[1].image"));
        assertEquals(0, Tasks.get(task).getInt("examples"));

        String key = "half-" + UUID.randomUUID();
        records.send("regraft.examples", key, half, Map.of("task", task, "label", "disc", "content-type", "image/png"));
        assertEquals("invalid-image",
                Records.header(records.find("regraft.dead-letters", record -> key.equals(Records.text(record.key()))), "error-code"));
    }
}
