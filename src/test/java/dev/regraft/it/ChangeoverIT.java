package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A task that changes its backbone: it answers all the time, each time with one head and its backbone. */
@WithService
class ChangeoverIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final String BEFORE = "all-minilm-l6-v2";
    private static final String AFTER = "bge-small-en-v1.5";
    private static final Map<String, List<String>> TEXTS = Map.of(
            "refund", List.of("I want my money back", "please refund my last payment", "reimburse the purchase", "return the amount to my card",
                    "credit the charge back"),
            "delivery", List.of("where is my parcel", "the courier never came", "track my shipment", "my package is late",
                    "the delivery has not arrived"));

    private static void put(String task, String body) {
        given().contentType(ContentType.JSON).body(body).put("/tasks/" + task).then().statusCode(200);
    }

    /** A task of so many examples of each label. */
    private static String taught(String gate, int each) {
        String task = Tasks.create("{\"backbone\":\"" + BEFORE + "\",\"gate\":{\"mode\":\"" + gate + "\"}}");
        List<String> examples = new ArrayList<>();
        TEXTS.forEach((label, texts) -> {
            for (int i = 0; i < each; i++) {
                examples.add(Tasks.example(label + i, texts.get(i % texts.size()) + ", order " + (100 + 7 * i), label));
            }
        });
        given().contentType(ContentType.JSON).body("[" + String.join(",", examples) + "]").queryParam("wait", "60s")
                .post("/tasks/" + task + "/examples").then().statusCode(202);
        return task;
    }

    private static JsonPath predict(String task) {
        return given().contentType(ContentType.TEXT).body("my parcel has not come").post("/tasks/" + task + "/predict").then().statusCode(200)
                .body("predictions[0].label", equalTo("delivery")).extract().jsonPath();
    }

    /** Asks until the other backbone answers; which backbone each head answered with. */
    private static Map<Integer, String> answersUntilSwapped(String task) throws InterruptedException {
        Map<Integer, String> answered = new LinkedHashMap<>();
        Instant end = Instant.now().plus(TIMEOUT);
        String backbone = BEFORE;
        while (backbone.equals(BEFORE)) {
            assertTrue(Instant.now().isBefore(end), "not swapped in time: " + Tasks.get(task).prettify());
            JsonPath answer = predict(task);
            backbone = answer.getString("backbone.name");
            String other = answered.put(answer.getInt("head.version"), backbone);
            assertTrue(other == null || other.equals(backbone), "a head answers with one backbone");
            Thread.sleep(20);
        }
        return answered;
    }

    @Test
    void answersAllTheTimeAndIsSwappedWhenItsExamplesAreRead() throws Exception {
        String task = taught("guarded", 50);
        put(task, "{\"backbone\":\"" + AFTER + "\"}");
        // Meanwhile one is relabeled, one goes, one comes
        given().contentType(ContentType.JSON).body(Tasks.example(null, "please refund what I paid", "refund")).put("/tasks/" + task
                + "/examples/delivery0").then().statusCode(202);
        given().delete("/tasks/" + task + "/examples/delivery1").then().statusCode(202);
        given().contentType(ContentType.JSON).body(Tasks.example("new", "is my parcel lost", "delivery")).post("/tasks/" + task + "/examples")
                .then().statusCode(202);
        answersUntilSwapped(task);
        // Then
        JsonPath swap = given().get("/tasks/" + task + "/history").then().statusCode(200).extract().jsonPath();
        List<String> reasons = swap.getList("reason");
        assertTrue(reasons.stream().anyMatch(reason -> reason.contains("examples were read by " + AFTER)), reasons.toString());
        JsonPath view = settled(task);
        assertEquals(100, view.getInt("examples"));
        assertEquals(AFTER, view.getString("backbone.name"));
    }

    /** The task once nothing is left to tell of the change, and what came meanwhile is learned. */
    private static JsonPath settled(String task) throws InterruptedException {
        Instant end = Instant.now().plus(TIMEOUT);
        JsonPath view = Tasks.get(task);
        while (view.get("changeover") != null || !view.getList("labels.examples").equals(List.of(49, 51))) {
            assertTrue(Instant.now().isBefore(end), view.prettify());
            Thread.sleep(50);
            view = Tasks.get(task);
        }
        return view;
    }

    @Test
    void underManualItWaitsForPromotionAndChangingBackCancels() throws Exception {
        String task = taught("immediate", 5);
        String manual = ",\"gate\":{\"mode\":\"manual\"}}";
        put(task, "{\"backbone\":\"" + AFTER + "\"" + manual);
        Instant end = Instant.now().plus(TIMEOUT);
        JsonPath view = Tasks.get(task);
        while (view.get("candidate") == null || !view.getString("candidate.reason").contains("10 examples were read by " + AFTER)) {
            assertTrue(Instant.now().isBefore(end), view.prettify());
            Thread.sleep(50);
            view = Tasks.get(task);
        }
        assertEquals(BEFORE, predict(task).getString("backbone.name"));
        assertEquals(BEFORE, view.getString("changeover.from"));
        // Back
        put(task, "{\"backbone\":\"" + BEFORE + "\"" + manual);
        while (Tasks.get(task).get("changeover") != null) {
            assertTrue(Instant.now().isBefore(end));
            Thread.sleep(50);
        }
        assertEquals(BEFORE, predict(task).getString("backbone.name"));
        // And once more, for good
        put(task, "{\"backbone\":\"" + AFTER + "\",\"gate\":{\"mode\":\"immediate\"}}");
        answersUntilSwapped(task);
        assertNull(Tasks.get(task).get("candidate"));
    }
}
