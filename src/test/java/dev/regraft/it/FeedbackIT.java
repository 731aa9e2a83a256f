package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithService
class FeedbackIT {

    private final Records records;

    FeedbackIT(PackagedService service) {
        this.records = new Records(service);
    }

    private static String predict(String task, String text) {
        return given().contentType(ContentType.TEXT).body(text).post("/tasks/" + task + "/predict").then().statusCode(200)
                .extract().path("predictions[0].id");
    }

    private static ValidatableResponse feedback(String task, String body) {
        return given().contentType(ContentType.JSON).body(body).queryParam("wait", "30s").post("/tasks/" + task + "/feedback").then();
    }

    private static ValidatableResponse feedback(String task, String prediction, String label) {
        return feedback(task, "{\"prediction\":\"" + prediction + "\",\"label\":\"" + label + "\"}");
    }

    private static List<String> queue(String task) {
        return given().get("/tasks/" + task + "/queue").then().statusCode(200).extract().path("prediction");
    }

    private static double extracted() {
        return given().get("/q/metrics").then().extract().asString().lines().filter(line -> line.startsWith("regraft_extracted_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElseThrow();
    }

    @Test
    void labelsAnAnsweredInputWithoutAPassOfTheBackbone() {
        String task = Tasks.trained();
        String id = predict(task, "my jacket has a hole, is it under guarantee?");
        double before = extracted();
        JsonPath answer = feedback(task, id, "warranty").statusCode(202).body("accepted", equalTo(1)).body("ids", contains(id))
                .body("live.labels", hasItem("warranty")).extract().jsonPath();
        assertEquals(before, extracted());
        assertEquals(5, answer.getInt("live.examples"));
        assertEquals("warranty", Tasks.label(task, "my jacket has a hole, is it under guarantee?"));
    }

    @Test
    void theSameAgainReplaces() {
        String task = Tasks.trained();
        String id = predict(task, "my jacket has a hole, is it under guarantee?");
        feedback(task, id, "warranty").statusCode(202);
        feedback(task, id, "complaint").statusCode(202).body("live.labels", hasItem("complaint")).body("live.labels", not(hasItem("warranty")));
        assertEquals(5, Tasks.get(task).getInt("examples"));
        given().queryParam("wait", "30s").delete("/tasks/" + task + "/examples/" + id).then().statusCode(202);
        assertEquals(4, Tasks.get(task).getInt("examples"));
    }

    @Test
    void labelsWhatWasAskedOverKafka() throws Exception {
        String task = Tasks.trained();
        String key = "request-" + UUID.randomUUID();
        records.send("regraft.requests", key, ("{\"task\":\"" + task + "\",\"text\":\"do you sell gift cards?\"}").getBytes(StandardCharsets.UTF_8),
                Map.of());
        ConsumerRecord<byte[], byte[]> prediction = records.find("regraft.predictions", record -> key.equals(Records.text(record.key())));
        String id = new ObjectMapper().readTree(prediction.value()).path("predictions").path(0).path("id").asText();
        feedback(task, id, "gift-card").statusCode(202).body("live.labels", hasItem("gift-card"));
    }

    @Test
    void whatIsNotKnownIsNotFound() {
        String task = Tasks.trained();
        String id = predict(task, "where is my parcel");
        feedback(task, "01J00000000000000000000000", "delivery").statusCode(404).contentType("application/problem+json")
                .body("type", equalTo("urn:regraft:problem:unknown-prediction")).body("detail", containsString("01J00000000000000000000000"));
        feedback(Tasks.trained(), id, "delivery").statusCode(404).body("type", equalTo("urn:regraft:problem:unknown-prediction"));
        feedback("no-such-task", id, "delivery").statusCode(404).body("type", equalTo("urn:regraft:problem:unknown-task"));
        given().delete("/tasks/" + task).then().statusCode(204);
        given().contentType(ContentType.JSON).body("{}").put("/tasks/" + task).then().statusCode(201);
        feedback(task, id, "delivery").statusCode(404).body("type", equalTo("urn:regraft:problem:unknown-prediction"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"prediction\":\"ID\"} | missing-label",
            "{\"prediction\":\"ID\",\"label\":\"\"} | invalid-label",
            "{\"prediction\":\"ID\",\"labels\":[\"a\"]} | invalid-label",
            "{\"prediction\":\"ID\",\"label\":\"a\",\"weight\":-1} | invalid-weight",
            "{\"prediction\":7,\"label\":\"a\"} | invalid-prediction",
            "{\"label\":\"a\"} | invalid-prediction",
            "[] | invalid-json"})
    void refusesWhatBreaksARule(String body, String code) {
        String task = Tasks.trained();
        String id = predict(task, "where is my parcel");
        feedback(task, body.replace("ID", id)).statusCode(400).body("type", equalTo("urn:regraft:problem:" + code));
        assertEquals(4, Tasks.get(task).getInt("examples"));
    }

    @Test
    void queueShowsWhatIsWorthALabelUntilItHasOne() {
        String task = Tasks.trained();
        String torn = predict(task, "my parcel never came, I want my money back");
        String clear = predict(task, "where is my parcel");
        JsonPath entries = given().get("/tasks/" + task + "/queue?limit=2").then().statusCode(200)
                .body("prediction", contains(torn, clear)).extract().jsonPath();
        assertEquals("my parcel never came, I want my money back", entries.getString("[0].text"));
        assertTrue(entries.getFloat("[0].score") > entries.getFloat("[1].score"));
        assertEquals("uncertain", entries.getString("[0].reason"));
        feedback(task, torn, "refund").statusCode(202);
        assertEquals(List.of(clear), queue(task));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "301", "-1", "many"})
    void refusesALimitOutOfRange(String limit) {
        given().get("/tasks/" + Tasks.trained() + "/queue?limit=" + limit).then().statusCode(400)
                .body("detail", equalTo("limit must be an integer in [1, 300]: " + limit));
    }

    @Test
    void numbersAreLabeledToo() {
        String task = Tasks.create("{\"kind\":\"regression\",\"gate\":{\"mode\":\"immediate\"}}");
        for (int i = 0; i < 6; i++) {
            given().contentType(ContentType.JSON).body("{\"text\":\"a house of " + i + " rooms\",\"target\":" + i + "}").queryParam("wait", "30s")
                    .post("/tasks/" + task + "/examples").then().statusCode(202);
        }
        String id = predict(task, "a house of nine rooms");
        assertEquals(List.of(id), queue(task));
        feedback(task, "{\"prediction\":\"" + id + "\",\"target\":9}").statusCode(202).body("live.examples", equalTo(7));
    }
}
