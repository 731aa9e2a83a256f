package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithService
class RegisteredBackbonesIT {

    private static final int REPLACEMENTS = 20;

    @TempDir
    static Path folder;

    /** A folder as the hub has it. */
    private static String source() throws IOException {
        Path model = folder.resolve("minilm");
        Files.createDirectories(model);
        copy("all-minilm-l6-v2-q.onnx", model.resolve("model.onnx"));
        copy("all-minilm-l6-v2-q-tokenizer.json", model.resolve("tokenizer.json"));
        return "file:" + model;
    }

    private static void copy(String resource, Path target) throws IOException {
        if (!Files.exists(target)) {
            try (InputStream in = RegisteredBackbonesIT.class.getClassLoader().getResourceAsStream(resource)) {
                Files.copy(in, target);
            }
        }
    }

    private static void register(String name, String json, int status) {
        given().contentType(ContentType.JSON).body(json).put("/backbones/" + name).then().statusCode(status);
    }

    private static JsonPath await(String name, String state) throws InterruptedException {
        JsonPath status = null;
        for (long end = System.nanoTime() + 60_000_000_000L; System.nanoTime() < end; Thread.sleep(20)) {
            status = given().get("/backbones/" + name).then().statusCode(200).extract().jsonPath();
            if (status.getString("state").equals(state)) {
                return status;
            }
        }
        throw new AssertionError("the backbone stays " + status.prettify());
    }

    @Test
    void registersUsesReplacesUnderLoadAndTakesAway() throws Exception {
        String json = "{\"source\":\"" + source() + "\",\"maxLength\":64}";
        given().contentType(ContentType.JSON).body(json).put("/backbones/mine").then().statusCode(202).body("name", equalTo("mine"))
                .body("source", equalTo(source()));
        JsonPath status = await("mine", "ready");
        assertEquals(384, status.getInt("dimension"));
        assertEquals(64, status.getInt("maxLength"));
        assertEquals("mean", status.getString("pooling"));

        String task = Tasks.create("{\"backbone\":\"mine\",\"gate\":{\"mode\":\"immediate\"}}");
        Tasks.learn(task, "f1", "I want my money back", "refund");
        Tasks.learn(task, "d1", "where is my parcel", "delivery");
        assertEquals("mine", Tasks.get(task).getString("backbone.name"));

        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        Thread load = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                int code = given().contentType(ContentType.TEXT).body("where is my parcel").post("/tasks/" + task + "/predict").statusCode();
                (code == 200 ? answered : failed).incrementAndGet();
            }
        });
        for (int i = 0; i < REPLACEMENTS; i++) {
            register("mine", json, 202);
            await("mine", "ready");
        }
        stop.set(true);
        load.join();
        assertEquals(0, failed.get(), "of " + answered);
        assertTrue(answered.get() >= REPLACEMENTS, "answered " + answered);
        assertEquals("delivery", Tasks.label(task, "where is my parcel"));

        given().contentType(ContentType.JSON).body(json.replace("\"maxLength\":64", "\"maxLength\":32")).put("/backbones/mine").then().statusCode(409)
                .body("detail", containsString(task));
        given().delete("/backbones/mine").then().statusCode(409).body("detail", containsString(task));
        given().delete("/tasks/" + task).then().statusCode(204);
        register("mine", json.replace("\"maxLength\":64", "\"maxLength\":32"), 202);
        assertEquals(32, await("mine", "ready").getInt("maxLength"));
        given().delete("/backbones/mine").then().statusCode(204);
        given().get("/backbones/mine").then().statusCode(404);
    }

    @Test
    void failureHasItsReasonAndATaskOfItIsToldSo() throws Exception {
        Files.writeString(folder.resolve("broken.onnx"), "no model at all");
        register("broken", "{\"source\":\"file:" + folder.resolve("broken.onnx") + "\"}", 202);
        JsonPath status = await("broken", "failed");
        assertTrue(status.getString("reason").length() > 10, status::prettify);
        given().contentType(ContentType.JSON).body("{\"backbone\":\"broken\"}").put("/tasks/of-broken").then().statusCode(503)
                .header("Retry-After", equalTo("10")).body("detail", containsString(status.getString("reason")));
        given().get("/tasks").then().statusCode(200);
        given().get("/backbones/broken/cuts").then().statusCode(503);
        given().delete("/backbones/broken").then().statusCode(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "all-minilm-l6-v2|{\"source\":\"file:/x\"}|409|comes with the service",
        "none|{\"source\":\"file:/x\"}|400|name",
        "Upper|{\"source\":\"file:/x\"}|400|name",
        "mine|{}|400|source",
        "mine|{\"source\":\"ftp://x\"}|400|source",
        "mine|{\"source\":\"file:/x\",\"pooling\":\"median\"}|400|pooling",
        "mine|{\"source\":\"file:/x\",\"maxLength\":2}|400|maxLength",
        "mine|{\"source\":\"file:/x\",\"maxLength\":2.5}|400|maxLength",
        "mine|{\"source\":\"file:/x\",\"sha256\":\"abc\"}|400|sha256",
        "mine|{\"source\":\"file:/x\",\"precision\":\"fp8\"}|400|precision",
        "mine|{\"source\":\"file:/x\",\"preprocessing\":[]}|400|preprocessing",
        "mine|{\"source\":\"file:/x\",\"normalise\":1}|400|normalise",
        "mine|{\"source\":\"file:/x\",\"colour\":1}|400|colour",
        "mine|[]|400|object"})
    void refusesWhatBreaksARule(String name, String json, int status, String named) {
        given().contentType(ContentType.JSON).body(json).put("/backbones/" + name).then().statusCode(status)
                .contentType("application/problem+json").body("detail", containsString(named));
        if (status == 400) {
            given().get("/backbones").then().body("find { it.name == '" + name + "' }", nullValue());
        }
    }

    @Test
    void takesAwayOnlyWhatWasRegistered() {
        given().delete("/backbones/all-minilm-l6-v2").then().statusCode(409);
        given().delete("/backbones/nobody-has-this").then().statusCode(404);
        assertTrue(List.of(400, 415).contains(given().contentType(ContentType.JSON).body("").put("/backbones/mine").statusCode()));
    }
}
