package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithService
class HeadsIT {

    @Test
    void listsHeadsNewestFirstWithWhatBecameOfThem() {
        String task = Tasks.trained();
        JsonPath heads = given().get("/tasks/" + task + "/heads").then().statusCode(200).body("$", hasSize(greaterThan(1)))
                .body("[0].state", equalTo("live")).body("[1].state", equalTo("retired")).body("trainedAt", everyItem(notNullValue()))
                .extract().jsonPath();
        List<Integer> versions = heads.getList("version");
        assertEquals(versions.stream().sorted((a, b) -> b - a).toList(), versions);
        given().get("/tasks/" + task + "/heads/" + versions.getFirst()).then().statusCode(200)
                .body("sha256", equalTo(heads.getString("[0].sha256"))).body("labels", equalTo(List.of("delivery", "refund")))
                .body("examples", equalTo(4)).body("promotedAt", notNullValue()).body("reason", notNullValue())
                .body("metrics.looAccuracy", nullValue()).body("metrics.prequentialAccuracy", notNullValue());
        given().get("/tasks/" + task + "/heads/4711").then().statusCode(404).contentType("application/problem+json");
        given().get("/tasks/" + task + "/heads/first").then().statusCode(404);
    }

    @Test
    void historySaysWhichHeadProvedBetterAndOnWhat() {
        String task = Tasks.create();
        String[] things = {"parcel", "order", "letter", "package", "box"};
        String lines = IntStream.range(0, 40).mapToObj(i -> i % 2 == 0
                ? "{\"id\":\"e" + i + "\",\"text\":\"where is my " + things[i % 5] + " number " + i + "\",\"label\":\"delivery\"}"
                : "{\"id\":\"e" + i + "\",\"text\":\"give me back what I paid for the " + things[i % 5] + " " + i + "\",\"label\":\"refund\"}")
                .collect(Collectors.joining("\n"));
        given().contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8)).post("/tasks/" + task + "/examples?wait=60s").then().statusCode(202)
                .body("live.examples", equalTo(40)).body("live.reason", containsString("40 examples held out"));
        given().get("/tasks/" + task + "/history").then().statusCode(200)
                .body("[0].reason", allOf(containsString("lda"), containsString("logistic"), containsString("40 examples held out")));
    }

    @Test
    void rollsBackToTheHeadThatWasLiveBefore() {
        String task = Tasks.trained();
        int live = Tasks.get(task).getInt("live.version");
        given().post("/tasks/" + task + "/rollback").then().statusCode(200).body("version", equalTo(live - 1)).body("state", equalTo("live"));
        assertEquals(live - 1, Tasks.get(task).getInt("live.version"));
        given().contentType(ContentType.TEXT).body("hello").post("/tasks/" + task + "/predict").then()
                .body("head.version", equalTo(live - 1));
        given().get("/tasks/" + task + "/history").then().statusCode(200).body("[0].event", equalTo("rollback"))
                .body("[0].version", equalTo(live - 1)).body("[0].previous", equalTo(live)).body("[0].reason", containsString("operator"));

        given().post("/tasks/" + task + "/heads/" + live + "/promote").then().statusCode(200).body("state", equalTo("live"));
        assertEquals(live, Tasks.get(task).getInt("live.version"));
        assertEquals(live + 1, Tasks.learn(task, "z", "one more parcel question", "delivery").getInt("live.version"));
    }

    @Test
    void refusesToRollBackWithoutAnEarlierHead() {
        given().post("/tasks/" + Tasks.create() + "/rollback").then().statusCode(409).contentType("application/problem+json");
    }

    @Test
    void leavesPromotionToTheOperatorUnderAManualGate() throws InterruptedException {
        String task = Tasks.create("{\"gate\":{\"mode\":\"manual\"}}");
        Tasks.learn(task, "a", "where is my parcel", "delivery");
        JsonPath answer = Tasks.learn(task, "b", "money back", "refund");
        assertNull(answer.<Object>get("live"));
        given().get("/tasks/" + task).then().body("live", nullValue()).body("candidate.version", equalTo(1))
                .body("candidate.state", equalTo("candidate"));
        given().get("/tasks/" + task + "/history").then().body("[0].event", equalTo("hold"));
        given().contentType(ContentType.TEXT).body("hello").post("/tasks/" + task + "/predict").then().statusCode(409);

        given().post("/tasks/" + task + "/heads/1/promote").then().statusCode(200).body("state", equalTo("live"));
        assertEquals("delivery", Tasks.label(task, "my parcel is late"));
        assertEquals(1, Tasks.learn(task, "c", "refund me", "refund").getInt("live.version"));
        given().get("/tasks/" + task).then().body("candidate.version", equalTo(2));

        given().contentType(ContentType.JSON).body("{\"gate\":{\"mode\":\"immediate\"}}").put("/tasks/" + task).then().statusCode(200);
        for (int tries = 0; Tasks.get(task).getInt("live.version") != 2; tries++) {
            assertTrue(tries < 100, "a candidate that waits goes live under an immediate gate");
            Thread.sleep(100);
        }
    }
}
