package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.http.ContentType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

@WithService
class DriftIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> BODIES = List.of("comet", "nebula", "quasar", "pulsar", "red dwarf", "supernova", "gas giant", "asteroid");
    private static final List<String> DEEDS = List.of("drifts past the rings of Saturn", "was measured by a radio telescope in Chile",
            "emits X-rays as it collapses", "orbits its companion every nine days", "was first described by Kepler",
            "bends the light of galaxies behind it", "has an atmosphere of methane", "spins a thousand times faster than the Sun",
            "left iron in the oldest meteorites", "cools over billions of years", "lies in the constellation of Lyra",
            "was found on photographic plates of 1911", "pulls dust into a disk");

    /** Tickets of the sample, as examples. */
    private static List<ObjectNode> tickets() throws IOException {
        List<ObjectNode> tickets = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/main/resources/sample/support-tickets.jsonl"))) {
            tickets.add((ObjectNode) JSON.readTree(line));
        }
        return tickets;
    }

    private static void serve(String task, List<String> texts) {
        for (String text : texts) {
            given().contentType(ContentType.JSON).body(JSON.createObjectNode().put("text", text).toString())
                    .post("/tasks/" + task + "/predict").then().statusCode(200);
        }
    }

    private static JsonNode drift(String task) {
        return report(task).path("drift");
    }

    private static JsonNode report(String task) {
        try {
            return JSON.readTree(given().get("/tasks/" + task + "/report").then().statusCode(200).extract().asString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(TIMEOUT);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(end), "not so within " + TIMEOUT);
            Thread.sleep(50);
        }
    }

    private static double metric(String name, String task) {
        return given().get("/q/metrics").then().extract().asString().lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("task=\"" + task + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(Double.NaN);
    }

    @Test
    void noticesInputsThatAreLikeNoExample(PackagedService service) throws Exception {
        String task = Tasks.create();
        List<ObjectNode> tickets = tickets();
        String examples = JSON.createArrayNode().addAll(tickets.subList(0, 300)).toString();
        given().contentType(ContentType.JSON).body(examples).queryParam("wait", "60s").post("/tasks/" + task + "/examples").then()
                .statusCode(202);
        await(() -> report(task).path("examples").asInt() > 250);

        HttpClient client = HttpClient.newHttpClient();
        try {
            var response = client.sendAsync(HttpRequest.newBuilder(URI.create(service.url("/tasks/" + task + "/events"))).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            Thread.sleep(500);
            serve(task, tickets.subList(300, 400).stream().map(ticket -> ticket.path("text").asText()).toList());
            await(() -> drift(task).path("inputs").asInt() == 100);
            JsonNode ordinary = drift(task);
            assertFalse(ordinary.path("drifting").asBoolean(), ordinary.toString());
            assertTrue(ordinary.path("distance").asDouble() > 0 && ordinary.path("expectedAccuracy").asDouble() > 0.5, ordinary.toString());
            assertEquals(0, metric("regraft_drift", task));

            List<String> others = new ArrayList<>();
            BODIES.forEach(body -> DEEDS.forEach(deed -> others.add("The " + body + " " + deed)));
            serve(task, others.subList(0, 100));
            await(() -> drift(task).path("inputs").asInt() == 200);
            JsonNode drifting = drift(task);
            assertTrue(drifting.path("drifting").asBoolean(), drifting.toString());
            assertNotNull(Instant.parse(drifting.path("since").asText()));
            assertTrue(drifting.path("distance").asDouble() > drifting.path("threshold").asDouble(), drifting.toString());
            assertEquals(1, metric("regraft_drift", task));
            assertEquals(drifting.path("distance").asDouble(), metric("regraft_drift_distance", task), 1e-9);
            assertEquals(drifting, data(response.get().body()));
        } finally {
            // The stream of events has no end to wait for.
            client.shutdownNow();
        }
        given().delete("/tasks/" + task).then().statusCode(204);
        await(() -> Double.isNaN(metric("regraft_drift", task)));
    }

    /** What comes with the first event of drift. */
    private static JsonNode data(InputStream events) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8));
        while (!lines.readLine().equals("event:drift")) {
            // Others come before.
        }
        return JSON.readTree(lines.readLine().substring("data:".length()));
    }
}
