package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {

    private final PackagedService service = PackagedService.launch("-Dregraft.lanes.count=1", "-Dregraft.limits.waiting-requests=4");

    @BeforeEach
    void aim() {
        RestAssured.port = service.httpPort();
    }

    @AfterAll
    void end() {
        service.close();
    }

    @Test
    void comesBackAsItWasHoweverItWasStopped() {
        String task = Tasks.trained();
        String empty = Tasks.create("{\"labels\":[\"a\",\"b\"],\"gate\":{\"mode\":\"manual\"}}");
        JsonPath before = Tasks.get(task);
        String history = given().get("/tasks/" + task + "/history").asString();

        Duration took = service.stop();
        assertTrue(took.toSeconds() < 10, "stopped in " + took);
        service.start();
        assertSame(before, task);
        assertEquals(history, given().get("/tasks/" + task + "/history").asString());
        given().get("/tasks/" + empty).then().body("labels.label", equalTo(List.of("a", "b"))).body("gate.mode", equalTo("manual"));

        service.kill();
        service.start();
        assertSame(before, task);
        assertEquals(before.getInt("live.version") + 1,
                Tasks.learn(task, "n", "a new question about a parcel", "delivery").getInt("live.version"));
    }

    private static void assertSame(JsonPath before, String task) {
        JsonPath after = Tasks.get(task);
        for (String field : new String[] {"live", "examples", "labels", "learnedThrough", "backbone"}) {
            assertEquals(before.<Object>get(field), after.get(field), field);
        }
    }

    @Test
    void learnsWhatItHadAcceptedWhenItWasKilledAndNothingTwice() throws InterruptedException {
        String task = Tasks.create();
        String lines = IntStream.range(0, 3_000).mapToObj(i -> Tasks.example("k" + i, "question number " + i, "l" + i % 5))
                .collect(Collectors.joining("\n"));
        given().contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8)).post("/tasks/" + task + "/examples").then().statusCode(202)
                .body("accepted", equalTo(3_000));
        service.kill();
        service.start();
        awaitExamples(task, 3_000);
        String undisturbed = Tasks.create();
        given().contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8)).queryParam("wait", "120s").post("/tasks/" + undisturbed + "/examples")
                .then().statusCode(202).body("live.examples", equalTo(3_000));
        assertEquals(Tasks.get(undisturbed).getString("live.sha256"), Tasks.get(task).getString("live.sha256"));
    }

    private static void awaitExamples(String task, int wanted) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(90));
        while (Tasks.get(task).getInt("examples") != wanted) {
            assertTrue(Instant.now().isBefore(end), "examples: " + Tasks.get(task).getInt("examples"));
            Thread.sleep(100);
        }
    }

    @Test
    void turnsRequestsAwayOverTheBound() throws InterruptedException {
        String task = Tasks.trained();
        String batch = "{\"inputs\":[" + IntStream.range(0, 400).mapToObj(i -> "{\"text\":\"" + "word ".repeat(60) + i + "\"}")
                .collect(Collectors.joining(",")) + "]}";
        Queue<Response> answers = new ConcurrentLinkedQueue<>();
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                requests.submit(() -> answers.add(given().contentType(ContentType.JSON).body(batch).post("/tasks/" + task + "/predict")));
            }
        }
        assertEquals(12, answers.size());
        assertTrue(answers.stream().allMatch(r -> r.statusCode() == 200 || r.statusCode() == 429), "only 200 and 429");
        assertTrue(answers.stream().anyMatch(r -> r.statusCode() == 200), "some are answered");
        var refused = answers.stream().filter(r -> r.statusCode() == 429).findFirst().orElseThrow();
        assertTrue(Integer.parseInt(refused.header("Retry-After")) >= 1);
        assertTrue(refused.contentType().startsWith("application/problem+json"));
        assertEquals("delivery", Tasks.label(task, "where is my parcel"));
    }

    @Test
    void tellsWhoeverWaitsThatTheTaskWasDeleted() throws Exception {
        String task = Tasks.create();
        String lines = IntStream.range(0, 3_000).mapToObj(i -> Tasks.example("w" + i, "question number " + i, "l" + i % 5))
                .collect(Collectors.joining("\n"));
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = requests.submit(() -> given().contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8))
                    .queryParam("wait", "60s").post("/tasks/" + task + "/examples"));
            Thread.sleep(1_500);
            given().delete("/tasks/" + task).then().statusCode(204);
            assertEquals(404, waiting.get().statusCode(), waiting.get().asString());
        }
    }

    @Test
    void survivesATaskDeletedWhileItLearns() {
        String task = Tasks.create();
        String lines = IntStream.range(0, 2_000).mapToObj(i -> Tasks.example("k" + i, "question number " + i, "l" + i % 5))
                .collect(Collectors.joining("\n"));
        given().contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8)).post("/tasks/" + task + "/examples").then().statusCode(202);
        given().delete("/tasks/" + task).then().statusCode(204);
        given().contentType(ContentType.JSON).body("{}").put("/tasks/" + task).then().statusCode(201);
        assertEquals(1, Tasks.learn(task, "fresh", "a fresh start", "fresh").getInt("accepted"));
        JsonPath after = Tasks.get(task);
        assertEquals(1, after.getList("labels").size(), after.prettify());
        assertEquals(1, after.getInt("examples"));
    }
}
