package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks without a backbone, whose inputs are vectors made elsewhere. */
@WithService
class VectorsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String VECTORS = "\"backbone\":\"none\",\"gate\":{\"mode\":\"immediate\"}";

    private final PackagedService service;
    private final Records records;

    VectorsIT(PackagedService service) {
        this.service = service;
        this.records = new Records(service);
    }

    private static String create() {
        return Tasks.create("{" + VECTORS + "}");
    }

    private static ValidatableResponse post(String task, String what, String body) {
        return given().contentType(ContentType.JSON).body(body).queryParam("wait", "20s").post("/tasks/" + task + "/" + what).then();
    }

    private static JsonPath predict(String task, String vector) {
        return given().contentType(ContentType.JSON).body("{\"features\":" + vector + "}").post("/tasks/" + task + "/predict").then()
                .statusCode(200).extract().jsonPath();
    }

    /** A task that tells small vectors from large ones of the same direction. */
    private static String trained() {
        String task = create();
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            examples.add("{\"features\":[" + (0.5 + i / 20.0) + ",0.5],\"label\":\"small\"}");
            examples.add("{\"features\":[" + (3 + i / 4.0) + ",3],\"label\":\"large\"}");
        }
        post(task, "examples", "[" + String.join(",", examples) + "]").statusCode(202).body("live.examples", equalTo(20));
        return task;
    }

    @Test
    void dimensionIsThatOfTheFirstExample() {
        String task = create();
        given().get("/tasks/" + task).then().statusCode(200).body("backbone.name", equalTo("none"))
                .body("backbone.digest", nullValue()).body("backbone.dimension", nullValue());
        post(task, "examples", "{\"features\":[1,2,3],\"label\":\"a\"}").statusCode(202);
        given().get("/tasks/" + task).then().body("backbone.dimension", equalTo(3)).body("examples", equalTo(1));
        for (String what : List.of("examples", "predict")) {
            post(task, what, "{\"features\":[1,2],\"label\":\"a\"}").statusCode(400).contentType("application/problem+json")
                    .body("errors.field", hasItem("features"))
                    .body("detail", equalTo("features must be 3 numbers, as those of the task's first example were: 2"));
        }
        given().get("/tasks").then().statusCode(200);
        given().get("/tasks/" + task + "/queue").then().statusCode(200);
        given().get("/tasks/" + task + "/report").then().statusCode(200);
    }

    @Test
    void learnsVectorsAndTheirLength() {
        String task = trained();
        assertEquals("small", predict(task, "[0.6,0.6]").getString("predictions[0].label"));
        JsonPath large = predict(task, "[4,4]");
        assertEquals("large", large.getString("predictions[0].label"));
        assertEquals("none", large.getString("backbone.name"));
        assertEquals(Tasks.get(task).getString("backbone.digest"), large.getString("backbone.digest"));
        given().contentType(ContentType.JSON).body("{\"inputs\":[{\"features\":[0.6,0.6]},{\"features\":[4,4]}]}")
                .post("/tasks/" + task + "/predict").then().statusCode(200).body("predictions.label", equalTo(List.of("small", "large")));
        // What was answered can be labeled, also by a label that is new
        String prediction = predict(task, "[-5,5]").getString("predictions[0].id");
        post(task, "feedback", "{\"prediction\":\"" + prediction + "\",\"label\":\"left\"}").statusCode(202);
        assertEquals("left", predict(task, "[-4,4.5]").getString("predictions[0].label"));
    }

    @Test
    void learnsSeveralLabelsAndNumbers() {
        String tones = Tasks.create("{\"kind\":\"multi-label\"," + VECTORS + "}");
        String sums = Tasks.create("{\"kind\":\"regression\"," + VECTORS + "}");
        List<String> tone = new ArrayList<>();
        List<String> sum = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int x = i % 2;
            int y = i / 2 % 2;
            String noise = "" + i % 7 / 20.0;
            tone.add("{\"features\":[" + (2 * x - 1) + "," + (2 * y - 1) + "," + noise + "],\"labels\":[" + (x == 1 ? "\"x\"" : "")
                    + (x * y == 1 ? "," : "") + (y == 1 ? "\"y\"" : "") + "]}");
            sum.add("{\"features\":[" + (2 * x - 1) + "," + (2 * y - 1) + "," + noise + "],\"target\":" + (x + 10 * y) + "}");
        }
        post(tones, "examples", "[" + String.join(",", tone) + "]").statusCode(202);
        post(sums, "examples", "[" + String.join(",", sum) + "]").statusCode(202);
        assertEquals(List.of("x", "y"), predict(tones, "[1,1,0.1]").getList("predictions[0].labels"));
        assertEquals(List.of("y"), predict(tones, "[-1,1,0.1]").getList("predictions[0].labels"));
        assertEquals(11, predict(sums, "[1,1,0.1]").getDouble("predictions[0].value"), 1.5);
        assertEquals(0, predict(sums, "[-1,-1,0.1]").getDouble("predictions[0].value"), 1.5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"text\":\"t\",\"label\":\"a\"} | text | must be features: text",
            "{\"features\":[],\"label\":\"a\"} | features | at least one",
            "{\"features\":[0,0],\"label\":\"a\"} | features | closer to 0",
            "{\"features\":[1,\"2\"],\"label\":\"a\"} | features[1] | numbers: string",
            "{\"features\":[1e999],\"label\":\"a\"} | features[0] | finite"})
    void refusesWhatIsNoVector(String example, String field, String named) {
        post(create(), "examples", example).statusCode(400).body("errors.field", hasItem(field)).body("detail", containsString(named));
    }

    @Test
    void refusesMoreNumbersThanAreAllowed() {
        String vector = "1,".repeat(4096) + "1";
        post(create(), "examples", "{\"features\":[" + vector + "],\"label\":\"a\"}").statusCode(400)
                .body("detail", equalTo("features must be at most 4096 numbers: 4097"));
    }

    @Test
    void tasksOfTextsTakeNoVectors() {
        String task = Tasks.trained();
        for (String what : List.of("examples", "predict")) {
            post(task, what, "{\"features\":[1,2],\"label\":\"a\"}").statusCode(400).body("errors.field", hasItem("features"))
                    .body("detail", equalTo("features are taken by tasks whose backbone is none: all-minilm-l6-v2"));
        }
    }

    @Test
    void recordsAreLearnedAnsweredOrBuried() throws Exception {
        String task = create();
        send("regraft.examples", "{\"task\":\"" + task + "\",\"features\":[1,0,0],\"label\":\"a\"}");
        send("regraft.examples", "{\"task\":\"" + task + "\",\"features\":[0,1,0],\"label\":\"b\"}");
        Instant end = Instant.now().plus(TIMEOUT);
        while (Tasks.get(task).get("live") == null) {
            assertTrue(Instant.now().isBefore(end), "no head is live within " + TIMEOUT);
            Thread.sleep(50);
        }
        String request = send("regraft.requests", "{\"task\":\"" + task + "\",\"features\":[0,2,0]}");
        ConsumerRecord<byte[], byte[]> answer = records.find("regraft.predictions", record -> request.equals(Records.text(record.key())));
        assertEquals("b", new JsonPath(Records.text(answer.value())).getString("predictions[0].label"));
        for (String topic : List.of("regraft.examples", "regraft.requests")) {
            for (String input : List.of("\"features\":[1,0]", "\"text\":\"t\"", "\"features\":[0,0,0]")) {
                String key = send(topic, "{\"task\":\"" + task + "\"," + input + ",\"label\":\"a\"}");
                ConsumerRecord<byte[], byte[]> letter = records.find("regraft.dead-letters", record -> key.equals(Records.text(record.key())));
                assertEquals("invalid-input", Records.header(letter, "error-code"));
            }
        }
    }

    /** The first of two examples that race decides; the other is buried, before its vector is in the log of features or after. */
    @Test
    void ofTwoFirstExamplesOneIsBuried() throws Exception {
        String task = create();
        String one = send("regraft.examples", "{\"task\":\"" + task + "\",\"features\":[1,0,0],\"label\":\"a\"}");
        String other = send("regraft.examples", "{\"task\":\"" + task + "\",\"features\":[0,1],\"label\":\"b\"}");
        ConsumerRecord<byte[], byte[]> letter = records.find("regraft.dead-letters",
                record -> List.of(one, other, task + "/" + one, task + "/" + other).contains(Records.text(record.key())));
        assertEquals("invalid-input", Records.header(letter, "error-code"));
        assertTrue(Records.header(letter, "error-detail").startsWith("features must be "), Records.header(letter, "error-detail"));
        Instant end = Instant.now().plus(TIMEOUT);
        while (Tasks.get(task).getInt("examples") != 1) {
            assertTrue(Instant.now().isBefore(end), "not one example within " + TIMEOUT);
            Thread.sleep(50);
        }
    }

    private String send(String topic, String value) throws Exception {
        String key = "vector-" + UUID.randomUUID();
        records.send(topic, key, value.getBytes(StandardCharsets.UTF_8), Map.of());
        return key;
    }

    @Test
    void processWithoutABackboneTakesVectorsOnly() {
        try (PackagedService other = PackagedService.launch("-Dregraft.backbone=none")) {
            given().get(other.url("/q/health/ready")).then().statusCode(200).body("checks.data.backbone", hasItem("not needed"));
            given().contentType(ContentType.JSON).body("{}").put(other.url("/tasks/t")).then().statusCode(201)
                    .body("backbone.name", equalTo("none"));
            for (String example : List.of("{\"features\":[1,0],\"label\":\"a\"}", "{\"features\":[0,1],\"label\":\"b\"}")) {
                given().contentType(ContentType.JSON).body(example).queryParam("wait", "20s").post(other.url("/tasks/t/examples")).then()
                        .statusCode(202);
            }
            given().contentType(ContentType.JSON).body("{\"features\":[1,0.1]}").post(other.url("/tasks/t/predict")).then().statusCode(200)
                    .body("predictions[0].label", equalTo("a"));
            // And after a restart it is what it was
            other.kill();
            other.start();
            given().get(other.url("/tasks/t")).then().body("backbone.dimension", equalTo(2)).body("examples", equalTo(2));
            given().contentType(ContentType.JSON).body("{\"features\":[1],\"label\":\"a\"}").post(other.url("/tasks/t/examples")).then()
                    .statusCode(400);
            assertTrue(!other.log().contains("Loaded backbone"), "nothing was loaded");
            assertTrue(service.log().contains("Loaded backbone"), "which a service with a backbone would say");
        }
    }
}
