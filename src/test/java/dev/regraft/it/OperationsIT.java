package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.http.ContentType;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithService
class OperationsIT {

    @Test
    void tellsItsHealth() {
        for (String group : List.of("live", "ready", "started")) {
            given().get("/q/health/" + group).then().statusCode(200).body("status", equalTo("UP"));
        }
        given().get("/q/health/ready").then().body("checks.find { it.name == 'regraft' }.data.backbone", equalTo("loaded and warm"));
    }

    @Test
    void countsWhatItDoes() {
        String task = Tasks.trained();
        Tasks.label(task, "where is my parcel");
        String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();
        for (String line : List.of(
                "regraft_examples_total{task=\"" + task + "\"} 4.0",
                "regraft_predictions_total{task=\"" + task + "\",way=\"http\"} 1.0",
                "regraft_prediction_latency_seconds_count{task=\"" + task + "\"} 1",
                "regraft_head_version{task=\"" + task + "\"} " + Tasks.get(task).getInt("live.version") + ".0",
                "regraft_label_to_live_seconds_count{task=\"" + task + "\"}",
                "regraft_queue 0.0", "regraft_extracted_total")) {
            assertTrue(metrics.contains(line), line + " in\n" + metrics.lines().filter(l -> l.contains("regraft")).toList());
        }
        given().delete("/tasks/" + task).then().statusCode(204);
        assertFalse(given().get("/q/metrics").asString().contains("\"" + task + "\""), "a deleted task leaves no metrics");
    }

    @Test
    void describesEveryCallWithExamples() throws Exception {
        JsonNode api = new ObjectMapper().readTree(given().get("/q/openapi?format=json").then().statusCode(200).extract().asString());
        List<String> paths = new ArrayList<>();
        api.get("paths").properties().forEach(path -> {
            paths.add(path.getKey());
            path.getValue().properties().forEach(call -> assertDescribed(call.getKey() + " " + path.getKey(), call.getValue()));
        });
        assertTrue(paths.containsAll(List.of("/tasks", "/tasks/{task}", "/tasks/{task}/examples", "/tasks/{task}/examples/{id}",
                "/tasks/{task}/predict", "/tasks/{task}/feedback", "/tasks/{task}/queue", "/tasks/{task}/heads", "/tasks/{task}/heads/{version}",
                "/tasks/{task}/heads/{version}/promote", "/tasks/{task}/rollback", "/tasks/{task}/history", "/tasks/{task}/report",
                "/tasks/{task}/events", "/backbones", "/backbones/{name}", "/backbones/{name}/cuts", "/backbones/rank",
                "/v1/embeddings", "/v1/models", "/v1/models/{model}")), paths.toString());
        given().get("/q/swagger-ui/").then().statusCode(200).body(containsString("swagger"));
    }

    private static void assertDescribed(String call, JsonNode operation) {
        assertFalse(operation.path("summary").asText().isEmpty(), call);
        operation.path("requestBody").path("content").properties().forEach(content ->
                assertFalse(content.getValue().path("examples").isEmpty(), call + " takes " + content.getKey()));
        operation.get("responses").properties().forEach(response ->
                response.getValue().path("content").properties().forEach(content -> {
                    if (!content.getKey().equals("application/problem+json")) {
                        assertFalse(content.getValue().path("examples").isEmpty(), call + " answers " + response.getKey());
                    }
                }));
        String errors = call.contains(" /v1/") ? "application/json" : "application/problem+json";
        assertTrue(operation.at("/responses/default/content").has(errors), call);
    }

    @Test
    void streamsWhatHappens(PackagedService service) throws Exception {
        String task = Tasks.create();
        HttpClient client = HttpClient.newHttpClient();
        try {
            var response = client.sendAsync(HttpRequest.newBuilder(URI.create(service.url("/tasks/" + task + "/events"))).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            Thread.sleep(500);
            Tasks.learn(task, "a", "where is my parcel", "delivery");
            Tasks.learn(task, "b", "money back", "refund");
            given().contentType(ContentType.JSON).body(Tasks.example("c", "refund me", "refund")).queryParam("wait", "30s")
                    .post("/tasks/" + task + "/examples");
            given().post("/tasks/" + task + "/rollback").then().statusCode(200);
            assertEquals(200, response.get().statusCode());
            List<String> events = new ArrayList<>();
            BufferedReader lines = new BufferedReader(new InputStreamReader(response.get().body(), StandardCharsets.UTF_8));
            while (!events.contains("rollback")) {
                String line = lines.readLine();
                if (line.startsWith("event:")) {
                    events.add(line.substring(6).strip());
                }
            }
            assertEquals(List.of("example", "example", "head", "promotion", "example", "head", "promotion", "example", "rollback"), events);
        } finally {
            // The stream of events has no end to wait for.
            client.shutdownNow();
        }
    }

    @Test
    void answersAnUnknownPathWithAProblem() {
        given().get("/nothing/here").then().statusCode(404);
        given().get("/tasks/none/events").then().statusCode(404).contentType("application/problem+json");
        given().delete("/tasks/none").then().statusCode(404).contentType("application/problem+json");
        given().delete("/tasks").then().statusCode(405).contentType("application/problem+json");
        given().get("/q/openapi?format=json").then().body("tags.name", hasItems("Tasks", "Examples", "Predictions", "Heads", "Backbones"));
    }
}
