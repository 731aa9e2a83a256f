package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
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

@WithService
class KindsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String MULTI_LABEL = "{\"kind\":\"multi-label\",\"gate\":{\"mode\":\"immediate\"}}";
    private static final String REGRESSION = "{\"kind\":\"regression\",\"gate\":{\"mode\":\"immediate\"}}";

    private final Records records;

    KindsIT(PackagedService service) {
        this.records = new Records(service);
    }

    /** Posts examples and waits until they are learned; the answer. */
    private static JsonPath learn(String task, List<String> examples) {
        return given().contentType(ContentType.JSON).body("[" + String.join(",", examples) + "]").queryParam("wait", "20s")
                .post("/tasks/" + task + "/examples").then().statusCode(202).body("$", not(hasKey("waited"))).extract().jsonPath();
    }

    private static JsonPath predict(String task, String text) {
        return given().contentType(ContentType.TEXT).body(text).post("/tasks/" + task + "/predict").then().statusCode(200)
                .extract().jsonPath();
    }

    /** Texts about parcels, about money, about both and about neither, with their labels. */
    private static List<String> tones() {
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            examples.add("{\"text\":\"where is my parcel number " + i + "\",\"labels\":[\"delivery\"]}");
            examples.add("{\"text\":\"I want my money back for order " + i + "\",\"labels\":[\"refund\"]}");
            examples.add("{\"text\":\"my parcel " + i + " never came, I want my money back\",\"labels\":[\"refund\",\"delivery\"]}");
            examples.add("{\"text\":\"what a lovely day it was on the " + (i + 1) + "th of May\",\"labels\":[]}");
        }
        return examples;
    }

    @Test
    void tellsWhichOfSeveralLabelsAnInputHas() {
        String task = Tasks.create(MULTI_LABEL);
        JsonPath learned = learn(task, tones());
        assertEquals(32, learned.getInt("live.examples"));
        assertEquals(List.of("delivery", "refund"), learned.getList("live.labels"));
        given().get("/tasks/" + task).then().body("kind", equalTo("multi-label"))
                .body("labels.label", equalTo(List.of("delivery", "refund"))).body("labels.examples", equalTo(List.of(16, 16)));

        JsonPath both = predict(task, "my parcel 3 never came, I want my money back");
        assertEquals(List.of("delivery", "refund"), both.getList("predictions[0].labels"));
        assertEquals(2, both.getList("predictions[0].scores").size());
        assertEquals(List.of(), predict(task, "what a lovely day it was on the 3th of May").getList("predictions[0].labels"));
        for (String absent : List.of("label", "probability", "value", "interval")) {
            assertTrue(!both.getMap("predictions[0]").containsKey(absent), absent);
        }
    }

    @Test
    void tellsANumberWithItsInterval() {
        String task = Tasks.create(REGRESSION);
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            examples.add("{\"text\":\"terrible, broken and late, complaint " + i + "\",\"target\":" + (1 + i % 3 * 0.1) + "}");
            examples.add("{\"text\":\"wonderful, I love it, praise " + i + "\",\"target\":" + (9 + i % 3 * 0.1) + "}");
        }
        JsonPath learned = learn(task, examples);
        assertEquals(40, learned.getInt("live.examples"));
        assertTrue(learned.getDouble("live.metrics.rmse") < 4, "better than the mean");
        given().get("/tasks/" + task).then().body("kind", equalTo("regression")).body("labels", equalTo(List.of()));

        JsonPath bad = predict(task, "terrible, broken and late, complaint 21");
        JsonPath good = predict(task, "wonderful, I love it, praise 21");
        assertTrue(bad.getDouble("predictions[0].value") + 2 < good.getDouble("predictions[0].value"));
        assertTrue(good.getDouble("predictions[0].interval[0]") <= good.getDouble("predictions[0].value"));
        assertTrue(good.getDouble("predictions[0].interval[1]") >= good.getDouble("predictions[0].value"));
        for (String absent : List.of("label", "probability", "labels", "scores")) {
            assertTrue(!good.getMap("predictions[0]").containsKey(absent), absent);
        }
    }

    @Test
    void taskWithDeclaredLabelsAnswersBeforeItsFirstExample() throws InterruptedException {
        String task = Tasks.create("{\"gate\":{\"mode\":\"immediate\"},\"labels\":[{\"label\":\"refund\",\"description\":"
                + "\"the customer wants the money back\"},\"lost_parcel\",\"forgotten-password\"]}");
        Instant end = Instant.now().plus(TIMEOUT);
        while (Tasks.get(task).get("live") == null) {
            assertTrue(Instant.now().isBefore(end), "no head is live within " + TIMEOUT);
            Thread.sleep(50);
        }
        assertEquals("lost_parcel", Tasks.label(task, "my parcel is lost"));
        assertEquals("forgotten-password", Tasks.label(task, "I forgot my password"));
        assertEquals("refund", Tasks.label(task, "give the money back"));
        String told = given().get("/tasks/" + task).then().statusCode(200).body("examples", equalTo(0))
                .body("head.hints", equalTo(true)).extract().asString();
        assertTrue(!told.contains("ector"), "vectors of words are not told: " + told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "multi-label | \"label\":\"a\" | label | a multi-label task takes labels",
            "multi-label | \"labels\":\"a\" | labels | array",
            "multi-label | \"labels\":[\"a\",\"a\"] | labels | distinct",
            "multi-label | \"labels\":[\"a\",7] | labels[1] | string",
            "regression | \"label\":\"a\" | label | a regression task takes target",
            "regression | \"target\":\"1\" | target | number",
            "regression | \"weight\":1 | target | missing",
            "single-label | \"labels\":[\"a\"] | labels | a single-label task takes label"})
    void refusesWhatOtherKindsTake(String kind, String said, String field, String named) {
        String task = Tasks.create("{\"kind\":\"" + kind + "\"}");
        given().contentType(ContentType.JSON).body("{\"text\":\"t\"," + said + "}").post("/tasks/" + task + "/examples")
                .then().statusCode(400).contentType("application/problem+json").body("errors.field", hasItem(field))
                .body("detail", containsString(named));
    }

    @Test
    void saysWhatATaskWithoutAHeadNeeds() {
        given().contentType(ContentType.TEXT).body("t").post("/tasks/" + Tasks.create(REGRESSION) + "/predict").then().statusCode(409)
                .body("detail", containsString("it needs more examples"));
    }

    @Test
    void learnsEveryKindFromRecords() throws Exception {
        String tone = Tasks.create(MULTI_LABEL);
        String price = Tasks.create(REGRESSION);
        send("{\"task\":\"" + tone + "\",\"text\":\"where is my parcel\",\"labels\":[\"urgent\",\"delivery\"]}", Map.of());
        send("no hurry at all", Map.of("content-type", "text/plain", "task", tone, "labels", "[\"polite\"]"));
        send("{\"task\":\"" + price + "\",\"text\":\"a garden\",\"target\":1.5}", Map.of());
        send("two gardens", Map.of("content-type", "text/plain", "task", price, "target", "3"));
        awaitExamples(tone, 2);
        awaitExamples(price, 2);
        given().get("/tasks/" + tone).then().body("labels.label", equalTo(List.of("delivery", "polite", "urgent")))
                .body("learnedThrough", notNullValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "multi-label | \"label\":\"a\" | invalid-label",
            "multi-label | \"weight\":1 | missing-label",
            "regression | \"labels\":[\"a\"] | invalid-target",
            "regression | \"target\":null | missing-target"})
    void buriesARecordOfAnotherKindAndGoesOn(String kind, String said, String code) throws Exception {
        String task = Tasks.create("{\"kind\":\"" + kind + "\"}");
        String key = send("{\"task\":\"" + task + "\",\"text\":\"t\"," + said + "}", Map.of());
        ConsumerRecord<byte[], byte[]> letter = records.find("regraft.dead-letters", record -> key.equals(Records.text(record.key())));
        assertEquals(code, Records.header(letter, "error-code"));
        String right = kind.equals("regression") ? "\"target\":1" : "\"labels\":[\"a\"]";
        send("{\"task\":\"" + task + "\",\"text\":\"after\"," + right + "}", Map.of());
        awaitExamples(task, 1);
    }

    private String send(String value, Map<String, String> headers) throws Exception {
        String key = "kind-" + UUID.randomUUID();
        records.send("regraft.examples", key, value.getBytes(StandardCharsets.UTF_8), headers);
        return key;
    }

    private static void awaitExamples(String task, int examples) throws InterruptedException {
        Instant end = Instant.now().plus(TIMEOUT);
        while (Tasks.get(task).getInt("examples") != examples) {
            assertTrue(Instant.now().isBefore(end), "not " + examples + " examples within " + TIMEOUT);
            Thread.sleep(50);
        }
    }
}
