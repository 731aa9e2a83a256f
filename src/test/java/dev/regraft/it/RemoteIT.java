package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.EmbeddingsProvider;
import dev.regraft.backbone.EmbeddingsProvider.Reply;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A backbone that others run, who fail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteIT {

    private static final String KEY = "sk-nobody-may-see-this";

    private final EmbeddingsProvider provider = new EmbeddingsProvider();
    private final PackagedService service = PackagedService.launch("-Dregraft.backbone=far", "-Dregraft.backbones.far.source=openai://toy",
            "-Dregraft.backbones.far.base-url=" + provider.baseUrl(), "-Dregraft.backbones.far.api-key=" + KEY,
            "-Dregraft.openai.breaker-failures=2", "-Dregraft.openai.breaker-pause=500ms", "-Dregraft.openai.retry-delay=20ms");

    private final Records records = new Records(service);

    @BeforeAll
    void aim() {
        RestAssured.port = service.httpPort();
    }

    @AfterAll
    void end() {
        service.close();
        provider.close();
    }

    @Test
    void losesNeitherExampleNorRequestWhileTheProviderIsAwayNorWhenItIsRestartedMeanwhile() throws Exception {
        // Given
        String task = Tasks.trained();
        assertEquals("far", Tasks.get(task).getString("backbone.name"));
        Tasks.label(task, "hello");
        // When
        provider.always(_ -> Reply.of(500, "{\"error\":{\"message\":\"down, " + KEY + "\"}}"));
        given().contentType(ContentType.JSON).body(Tasks.example("f3", "give it back", "refund")).post("/tasks/" + task + "/examples").then().statusCode(202);
        given().contentType(ContentType.TEXT).body("hello").post("/tasks/" + task + "/predict").then().statusCode(503)
                .contentType("application/problem+json").body("type", equalTo("urn:regraft:problem:backbone-unavailable"))
                .body("detail", containsString("it answers 500: down, ***"));
        await(() -> given().get("/backbones/far").path("usage.breaker").equals("open"));
        given().contentType(ContentType.JSON).body("{\"model\":\"far\",\"input\":\"hello\"}").post("/v1/embeddings").then().statusCode(503)
                .body("error.type", equalTo("server_error"));
        assertEquals(4, Tasks.get(task).getInt("examples"));
        records.send("regraft.requests", "asked", ("{\"task\":\"" + task + "\",\"text\":\"hello\"}").getBytes(StandardCharsets.UTF_8), Map.of());
        provider.always(texts -> EmbeddingsProvider.vectors(texts, 3));
        await(() -> Tasks.get(task).getInt("examples") == 5);
        records.find("regraft.predictions", record -> "asked".equals(Records.text(record.key())));
        provider.always(_ -> Reply.of(429, "").with("Retry-After", "1"));
        given().contentType(ContentType.JSON).body(Tasks.example("d3", "it is late", "delivery")).post("/tasks/" + task + "/examples").then().statusCode(202);
        service.kill();
        int before = provider.received().size();
        Thread back = Thread.ofVirtual().start(() -> {
            await(() -> provider.received().size() > before);
            provider.always(texts -> EmbeddingsProvider.vectors(texts, 3));
        });
        service.start();
        back.join();
        // Then
        await(() -> Tasks.get(task).getInt("examples") == 6);
        Tasks.label(task, "hello");
        assertTrue(service.log().contains("Backbone far cannot be prepared: backbone far is not available: it answers 429"), "it began without its provider");
        assertFalse(service.log().contains("examples, see"), "no example is a dead letter");
        assertFalse(service.log().contains(KEY), "the key is not in the log");
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertTrue(i < 600, "in time");
            sleep(50);
        }
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
