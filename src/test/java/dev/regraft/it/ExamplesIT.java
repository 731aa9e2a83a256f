package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithService
class ExamplesIT {

    private static final String NDJSON = "application/x-ndjson";

    @Test
    void learnsFromTheFirstExampleOfASecondLabel() {
        String task = Tasks.create();
        JsonPath first = Tasks.learn(task, null, "I want my money back", "refund");
        assertTrue(first.getMap("$").containsKey("live"), "the answer tells that no head is live");
        assertNull(first.<Object>get("live"));

        JsonPath second = Tasks.learn(task, null, "where is my parcel", "delivery");
        assertEquals(1, second.getInt("live.version"));
        assertEquals(List.of("delivery", "refund"), second.getList("live.labels"));
        assertEquals("lda", second.getString("live.algorithm"));
        assertEquals("delivery", Tasks.label(task, "my parcel has not arrived"));
        assertEquals("refund", Tasks.label(task, "give me my money back"));
    }

    @Test
    void takesANewLabelOnTheFly() {
        String task = Tasks.trained();
        JsonPath answer = Tasks.learn(task, "l1", "I cannot log in, the password is wrong", "account");
        assertEquals(List.of("account", "delivery", "refund"), answer.getList("live.labels"));
        assertEquals("account", Tasks.label(task, "my login and password do not work"));
    }

    @Test
    void acceptsAnArrayAndCountsItExactly() {
        String task = Tasks.create();
        String array = "[" + IntStream.range(0, 60).mapToObj(i -> Tasks.example("a" + i, "text number " + i, "l" + i % 3))
                .collect(Collectors.joining(",")) + "]";
        given().contentType(ContentType.JSON).body(array).queryParam("wait", "30s").post("/tasks/" + task + "/examples")
                .then().statusCode(202).body("accepted", equalTo(60)).body("ids", hasSize(60)).body("ids[59]", equalTo("a59"))
                .body("live.examples", equalTo(60)).body("waited", nullValue());
        assertEquals(Map.of("l0", 20, "l1", 20, "l2", 20), Tasks.get(task).<Map<String, Object>>getList("labels").stream()
                .collect(Collectors.toMap(l -> l.get("label"), l -> l.get("examples"))));
    }

    @Test
    void refusesAWholeArrayForOneBadExample() {
        String task = Tasks.create();
        given().contentType(ContentType.JSON)
                .body("[{\"text\":\"good\",\"label\":\"x\"},{\"text\":\"bad\"},{\"label\":\"x\"}]")
                .post("/tasks/" + task + "/examples").then().statusCode(400).contentType("application/problem+json")
                .body("errors", hasSize(2)).body("errors[0].field", equalTo("[1].label")).body("errors[1].field", containsString("[2]"));
        given().contentType(ContentType.JSON)
                .body("[{\"id\":\"same\",\"text\":\"one\",\"label\":\"x\"},{\"id\":\"same\",\"text\":\"two\",\"label\":\"y\"}]")
                .post("/tasks/" + task + "/examples").then().statusCode(400).body("errors[0].detail", containsString("same"));
        Tasks.learn(task, "after", "after", "x");
        assertEquals(1, Tasks.get(task).getInt("examples"));
    }

    @Test
    void takesTheGoodLinesAndNamesTheBadOnes() {
        String task = Tasks.create();
        byte[] broken = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}', '\n'};
        byte[] good = (Tasks.example("n1", "where is my parcel", "delivery") + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] more = ("\n{not json\n" + Tasks.example("n2", "money back please", "refund") + "\n{\"text\":\"no label\"}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[good.length + broken.length + more.length];
        System.arraycopy(good, 0, body, 0, good.length);
        System.arraycopy(broken, 0, body, good.length, broken.length);
        System.arraycopy(more, 0, body, good.length + broken.length, more.length);

        given().contentType(NDJSON).body(body).queryParam("wait", "30s").post("/tasks/" + task + "/examples")
                .then().statusCode(202).body("accepted", equalTo(2)).body("rejected", equalTo(3))
                .body("ids", equalTo(List.of("n1", "n2"))).body("errors.line", equalTo(List.of(2, 4, 6)))
                .body("errors[2].field", equalTo("label")).body("live.examples", equalTo(2));
    }

    @Test
    void relabelsExactly() {
        String task = Tasks.trained();
        String fresh = Tasks.create();
        given().contentType(ContentType.JSON).body(Tasks.example(null, "I want my money back", "billing")).queryParam("wait", "30s")
                .put("/tasks/" + task + "/examples/f1").then().statusCode(202).body("ids[0]", equalTo("f1"));
        Tasks.learn(fresh, "d2", "the courier never came", "delivery");
        Tasks.learn(fresh, "f1", "I want my money back", "billing");
        Tasks.learn(fresh, "d1", "where is my parcel", "delivery");
        Tasks.learn(fresh, "f2", "please refund my last payment", "refund");
        assertEquals(Tasks.get(fresh).getString("live.sha256"), Tasks.get(task).getString("live.sha256"));
        assertEquals(4, Tasks.get(task).getInt("examples"));
    }

    @Test
    void deletesExactly() {
        String task = Tasks.trained();
        String before = Tasks.get(task).getString("live.sha256");
        JsonPath with = Tasks.learn(task, "x1", "something else entirely", "other");
        assertNotEquals(before, with.getString("live.sha256"));
        given().queryParam("wait", "30s").delete("/tasks/" + task + "/examples/x1").then().statusCode(202)
                .body("live.sha256", equalTo(before)).body("live.labels", equalTo(List.of("delivery", "refund")));
        given().queryParam("wait", "30s").delete("/tasks/" + task + "/examples/never-there").then().statusCode(202)
                .body("live.sha256", equalTo(before));
    }

    @Test
    void takesTheHeadOutWhenOneLabelIsLeft() {
        String task = Tasks.create();
        Tasks.learn(task, "a", "where is my parcel", "delivery");
        Tasks.learn(task, "b", "money back", "refund");
        given().queryParam("wait", "30s").delete("/tasks/" + task + "/examples/b").then().statusCode(202).body("live", nullValue());
        given().contentType(ContentType.TEXT).body("hello").post("/tasks/" + task + "/predict").then().statusCode(409);
        assertEquals(1, Tasks.learn(task, "b", "money back", "refund").getInt("live.version"));
    }

    @Test
    void saysWhenTheTimeRanOut() {
        String task = Tasks.create();
        given().contentType(ContentType.JSON).body(Tasks.example(null, "hello", "x")).queryParam("wait", "0s")
                .post("/tasks/" + task + "/examples").then().statusCode(202).body("waited", equalTo(false));
        given().contentType(ContentType.JSON).body(Tasks.example(null, "hello", "x")).queryParam("wait", "soon")
                .post("/tasks/" + task + "/examples").then().statusCode(400).body("detail", containsString("wait"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"text\":\"hello\",\"label\":\"x\" | 400 | JSON",
            "{\"text\":\"hello\"} | 400 | label is missing",
            "{\"text\":\"hello\",\"label\":7} | 400 | label must be a string",
            "{\"text\":\"hello\",\"label\":\" \"} | 400 | label must not be blank",
            "{\"text\":\"hello\",\"labels\":[\"x\"]} | 400 | single-label",
            "{\"text\":\"\",\"label\":\"x\"} | 400 | text must not be blank",
            "{\"label\":\"x\"} | 400 | exactly one of",
            "{\"text\":\"hello\",\"image\":\"aGk=\",\"label\":\"x\"} | 400 | exactly one of",
            "{\"image\":\"aGk=\",\"label\":\"x\"} | 400 | reads inputs of text only: image",
            "{\"text\":\"hello\",\"label\":\"x\",\"weight\":-1} | 400 | weight must be",
            "{\"text\":\"hello\",\"label\":\"x\",\"weight\":1e9} | 400 | weight must be",
            "{\"text\":\"hello\",\"label\":\"x\",\"task\":\"other\"} | 400 | task must be",
            "{\"text\":\"hello\",\"text\":\"twice\",\"label\":\"x\"} | 400 | uplicate",
            "{\"id\":\"\",\"text\":\"hello\",\"label\":\"x\"} | 400 | id must not be blank",
            "~~ | 400 | JSON expected",
            "null | 400 | object expected"})
    void refusesABadExampleWithItsReason(String body, int status, String reason) {
        String task = Tasks.create();
        given().contentType(ContentType.JSON).body(body).post("/tasks/" + task + "/examples").then().statusCode(status)
                .contentType("application/problem+json").body("type", notNullValue()).body("title", notNullValue())
                .body("status", equalTo(status)).body("detail", containsString(reason))
                .body("instance", equalTo("/tasks/" + task + "/examples"));
        Tasks.learn(task, "after", "after", "x");
        assertEquals(1, Tasks.get(task).getInt("examples"));
    }

    @Test
    void refusesWhatIsTooMuch() {
        String task = Tasks.create();
        String path = "/tasks/" + task + "/examples";
        given().contentType(ContentType.JSON).body(Tasks.example(null, "hello", "x".repeat(300))).post(path)
                .then().statusCode(400).body("detail", containsString("at most 256 characters: 300"));
        given().contentType(ContentType.JSON).body(Tasks.example(null, "x".repeat(10 << 20), "x")).post(path)
                .then().statusCode(400).body("detail", containsString("100000 characters"));
        given().contentType(ContentType.JSON).body(Tasks.example(null, "x".repeat(21 << 20), "x")).post(path)
                .then().statusCode(413).contentType("application/problem+json").body("detail", containsString("20971520"));
        String tooMany = "[" + ("{\"text\":\"t\",\"label\":\"x\"},").repeat(10_000) + "{\"text\":\"t\",\"label\":\"x\"}]";
        given().contentType(ContentType.JSON).body(tooMany).post(path).then().statusCode(413)
                .body("detail", containsString("10000 examples: 10001"));
    }

    @Test
    void refusesTheWrongContentTypeAndUnknownTasks() {
        String task = Tasks.create();
        given().contentType("application/xml").body("<text/>").post("/tasks/" + task + "/examples").then().statusCode(415)
                .contentType("application/problem+json");
        given().contentType(ContentType.JSON).body(Tasks.example(null, "hello", "x")).post("/tasks/no-such-task/examples")
                .then().statusCode(404).contentType("application/problem+json").body("detail", containsString("no-such-task"));
        byte[] invalid = "{\"text\":\"\u00c3(\",\"label\":\"x\"}".getBytes(StandardCharsets.ISO_8859_1);
        given().contentType(ContentType.JSON).body(invalid).post("/tasks/" + task + "/examples").then().statusCode(400)
                .body("detail", containsString("UTF-8"));
    }

    @Test
    void countsTenThousandLinesExactlyInFlatMemory(PackagedService service) {
        String task = Tasks.create();
        String[] words = {"parcel", "refund", "login", "invoice", "password", "delivery", "broken", "price", "size", "late"};
        String warm = IntStream.range(0, 2_000).mapToObj(i -> Tasks.example("n" + i, words[i % 10] + " " + i, words[i % 10]))
                .collect(Collectors.joining("\n"));
        given().contentType(NDJSON).body(warm.getBytes(StandardCharsets.UTF_8)).queryParam("wait", "120s").post("/tasks/" + task + "/examples")
                .then().statusCode(202).body("live.examples", equalTo(2_000));
        long before = service.residentBytes();

        String lines = IntStream.range(0, 10_001).mapToObj(i -> Tasks.example("n" + i, words[i % 10] + " " + i, words[i % 10]))
                .collect(Collectors.joining("\n"));
        given().contentType(NDJSON).body(lines.getBytes(StandardCharsets.UTF_8)).queryParam("wait", "240s").post("/tasks/" + task + "/examples").then().statusCode(202)
                .body("accepted", equalTo(10_001)).body("rejected", equalTo(0)).body("ids", nullValue())
                .body("live", notNullValue());
        assertEquals(10_001, Tasks.get(task).getInt("examples"));
        assertEquals(Map.of("parcel", 1_001, "refund", 1_000), Tasks.get(task).<Map<String, Object>>getList("labels").stream()
                .filter(l -> List.of("parcel", "refund").contains(l.get("label")))
                .collect(Collectors.toMap(l -> l.get("label"), l -> l.get("examples"))));
        long grownMiB = (service.residentBytes() - before) >> 20;
        assertTrue(grownMiB < 200, "resident memory grew by " + grownMiB + " MiB");
    }
}
