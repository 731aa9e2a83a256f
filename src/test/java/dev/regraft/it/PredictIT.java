package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithService
class PredictIT {

    @Test
    void answersOneInputByTheLiveHead() {
        String task = Tasks.trained();
        JsonPath live = Tasks.get(task);
        JsonPath answer = given().contentType(ContentType.JSON).body("{\"text\":\"has my parcel been lost?\"}")
                .post("/tasks/" + task + "/predict").then().statusCode(200)
                .body("task", equalTo(task)).body("head.version", equalTo(live.getInt("live.version")))
                .body("head.sha256", equalTo(live.getString("live.sha256"))).body("head.algorithm", equalTo("lda"))
                .body("backbone.name", equalTo("all-minilm-l6-v2"))
                .body("backbone.digest", equalTo(live.getString("backbone.digest")))
                .body("predictions", hasSize(1)).body("predictions[0].label", equalTo("delivery"))
                .body("predictions[0].id", matchesPattern("[0-9A-Z]{26}")).body("predictions[0].scores", hasSize(2))
                .body("predictions[0].truncated", nullValue()).extract().jsonPath();
        assertEquals(answer.getFloat("predictions[0].probability"), answer.getFloat("predictions[0].scores[0].probability"));
        assertEquals(1.0, answer.getFloat("predictions[0].scores[0].probability")
                + answer.getFloat("predictions[0].scores[1].probability"), 1e-5);
    }

    @Test
    void answersManyInputsInTheirOrderByOneHead() {
        String task = Tasks.trained();
        String inputs = IntStream.range(0, 200).mapToObj(i -> i % 2 == 0 ? "{\"text\":\"refund my money, case " + i + "\"}"
                : "{\"text\":\"where is parcel number " + i + "\"}").collect(Collectors.joining(","));
        List<String> labels = given().contentType(ContentType.JSON).body("{\"inputs\":[" + inputs + "],\"topK\":1}")
                .post("/tasks/" + task + "/predict").then().statusCode(200).body("predictions", hasSize(200))
                .body("predictions[0].scores", hasSize(1)).extract().path("predictions.label");
        assertEquals(IntStream.range(0, 200).mapToObj(i -> i % 2 == 0 ? "refund" : "delivery").toList(), labels);
    }

    @Test
    void givesTheSameAnswerAloneAndInCompany() {
        String task = Tasks.trained();
        float alone = given().contentType(ContentType.TEXT).body("Größe? 😀 where is it").post("/tasks/" + task + "/predict")
                .then().statusCode(200).extract().path("predictions[0].probability");
        given().contentType(ContentType.JSON)
                .body("{\"inputs\":[{\"text\":\"x\"},{\"text\":\"Größe? 😀 where is it\"},{\"text\":\"" + "long text ".repeat(80) + "\"}]}")
                .post("/tasks/" + task + "/predict").then().statusCode(200).body("predictions[1].probability", equalTo(alone));
    }

    @Test
    void takesARawTextInItsCharacterSet() {
        String task = Tasks.trained();
        given().contentType("text/plain; charset=ISO-8859-1").body("Größe und Gewicht".getBytes(StandardCharsets.ISO_8859_1))
                .post("/tasks/" + task + "/predict").then().statusCode(200);
        given().contentType("text/plain; charset=UTF-8").body(new byte[] {(byte) 0xC3, (byte) 0x28}).post("/tasks/" + task + "/predict")
                .then().statusCode(400).body("detail", containsString("UTF-8"));
    }

    @Test
    void saysThatALongTextWasTruncated() {
        String task = Tasks.trained();
        given().contentType(ContentType.TEXT).body("parcel ".repeat(2_000)).post("/tasks/" + task + "/predict").then().statusCode(200)
                .body("predictions[0].truncated", equalTo(true));
    }

    @Test
    void refusesWhatItCannotAnswer() {
        String task = Tasks.trained();
        String path = "/tasks/" + task + "/predict";
        given().contentType(ContentType.JSON).body("{}").post(path).then().statusCode(400).body("detail", containsString("exactly one of"));
        given().contentType(ContentType.JSON).body("{\"inputs\":[]}").post(path).then().statusCode(400);
        given().contentType(ContentType.JSON).body("{\"inputs\":[{\"text\":\"ok\"},{\"text\":\"\"}]}").post(path).then().statusCode(400)
                .body("errors", hasSize(1)).body("errors[0].field", equalTo("inputs[1].text"));
        String tooMany = "{\"inputs\":[" + "{\"text\":\"t\"},".repeat(1_000) + "{\"text\":\"t\"}]}";
        given().contentType(ContentType.JSON).body(tooMany).post(path).then().statusCode(400).body("detail", containsString("1001"));
        given().contentType(ContentType.JSON).body("{\"text\":\"t\",\"topK\":0}").post(path).then().statusCode(400);
        given().contentType("audio/mpeg").body(new byte[10]).post(path).then().statusCode(415).contentType("application/problem+json");
        given().contentType("image/png").body(new byte[10]).post(path).then().statusCode(400)
                .body("detail", equalTo("backbone all-minilm-l6-v2 reads inputs of text only: image"));
        given().contentType(ContentType.TEXT).body("t").post("/tasks/none/predict").then().statusCode(404);
        given().contentType(ContentType.TEXT).body("t").post("/tasks/" + Tasks.create() + "/predict").then().statusCode(409)
                .contentType("application/problem+json").body("detail", containsString("no live head"));
    }
}
