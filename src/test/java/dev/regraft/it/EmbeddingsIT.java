package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The features of texts as OpenAI's API has it, and backbones that others run: here the service itself. */
@WithService
class EmbeddingsIT {

    private static final String MINILM = "all-minilm-l6-v2";

    private static JsonPath embed(String model, String rest) {
        return given().contentType(ContentType.JSON).body("{\"model\":\"" + model + "\"," + rest + "}").post("/v1/embeddings")
                .then().statusCode(200).contentType(ContentType.JSON).body("object", equalTo("list")).body("model", equalTo(model))
                .extract().jsonPath();
    }

    private static List<Float> vector(JsonPath answer, int index) {
        return answer.getList("data[" + index + "].embedding", Float.class);
    }

    @Test
    void answersAsOpenAisApiDoes() {
        JsonPath answer = embed(MINILM, "\"input\":[\"where is my parcel\",\"charged twice\"]");
        assertEquals(List.of(0, 1), answer.getList("data.index"));
        assertEquals(List.of("embedding", "embedding"), answer.getList("data.object"));
        List<Float> first = vector(answer, 0);
        assertEquals(384, first.size());
        assertEquals(1, Math.sqrt(first.stream().mapToDouble(x -> x * x).sum()), 1e-3);
        // [CLS] where is my parcel [SEP], [CLS] charged twice [SEP]
        assertEquals(10, answer.getInt("usage.prompt_tokens"));
        assertEquals(10, answer.getInt("usage.total_tokens"));
        assertEquals(first, vector(embed(MINILM, "\"input\":\"where is my parcel\",\"dimensions\":384"), 0), "the same alone");
    }

    @Test
    void writesTheSameNumbersInBase64() {
        String bytes = embed(MINILM, "\"input\":\"where is my parcel\",\"encoding_format\":\"base64\"").getString("data[0].embedding");
        float[] vector = new float[384];
        ByteBuffer.wrap(Base64.getDecoder().decode(bytes)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        List<Float> numbers = vector(embed(MINILM, "\"input\":\"where is my parcel\""), 0);
        assertArrayEquals(vector, toArray(numbers));
    }

    private static float[] toArray(List<Float> numbers) {
        float[] array = new float[numbers.size()];
        IntStream.range(0, array.length).forEach(i -> array[i] = numbers.get(i));
        return array;
    }

    @Test
    void listsModels() {
        given().get("/v1/models").then().statusCode(200).body("object", equalTo("list"))
                .body("data.id", hasItems(MINILM, "bge-small-en-v1.5")).body("data.id", not(hasItems("efficientnet-lite0")))
                .body("data[0].object", equalTo("model")).body("data[0].created", greaterThan(1_700_000_000)).body("data[0].owned_by", equalTo("regraft"));
        given().get("/v1/models/" + MINILM).then().statusCode(200).body("id", equalTo(MINILM));
    }

    @Test
    void saysWhatIsWrongAsOpenAisApiDoes() {
        refused(404, "model", "model_not_found", "{\"model\":\"ada\",\"input\":\"a\"}", "model must be one of all-minilm-l6-v2");
        refused(404, "model", "model_not_found", "{\"model\":\"efficientnet-lite0\",\"input\":\"a\"}", "efficientnet-lite0");
        refused(400, "input", null, "{\"model\":\"all-minilm-l6-v2\",\"input\":[\"a\",\" \"]}", "input[1] must not be blank");
        refused(400, "input", null, "{\"model\":\"all-minilm-l6-v2\",\"input\":[1,2]}", "not tokens");
        refused(400, "dimensions", null, "{\"model\":\"all-minilm-l6-v2\",\"input\":\"a\",\"dimensions\":100}", "must be 384");
        refused(400, null, null, "{\"model\":", "not valid JSON");
        given().contentType(ContentType.TEXT).body("a").post("/v1/embeddings").then().statusCode(415).contentType(ContentType.JSON)
                .body("error.type", equalTo("invalid_request_error"));
        given().get("/v1/models/ada").then().statusCode(404).body("error.code", equalTo("model_not_found"));
        given().get("/v1/embeddings").then().statusCode(405).body("error.message", containsString("this path does not take this method"));
    }

    private static void refused(int status, String param, String code, String body, String message) {
        given().contentType(ContentType.JSON).body(body).post("/v1/embeddings").then().statusCode(status).contentType(ContentType.JSON)
                .body("error.message", containsString(message)).body("error.type", equalTo("invalid_request_error"))
                .body("error.param", param == null ? nullValue() : equalTo(param)).body("error.code", code == null ? nullValue() : equalTo(code));
    }

    @Test
    void aRemoteBackboneHasTheFeaturesOfTheModelThatItAsks() throws InterruptedException {
        String far = registered();
        String texts = "\"input\":[\"where is my parcel\",\"Größe? 😀\",\"" + "long text ".repeat(300) + "\"]";
        JsonPath near = embed(MINILM, texts);
        JsonPath asked = embed(far, texts);
        for (int i = 0; i < 3; i++) {
            assertEquals(vector(near, i), vector(asked, i));
        }
        given().get("/backbones/" + far).then().statusCode(200).body("state", equalTo("ready")).body("dimension", equalTo(384))
                .body("source", equalTo("openai://all-minilm-l6-v2")).body("usage.breaker", equalTo("closed"))
                .body("usage.requests", equalTo(2)).body("usage.failures", equalTo(0)).body("usage.tokens", greaterThan(256));
    }

    @Test
    void aTaskLearnsOnARemoteBackbone() throws InterruptedException {
        String far = registered();
        String task = Tasks.create("{\"backbone\":\"" + far + "\",\"labels\":[\"refund\",\"delivery\"],\"gate\":{\"mode\":\"immediate\"}}");
        Tasks.learn(task, "f1", "I want my money back", "refund");
        assertEquals(2, Tasks.learn(task, "d1", "where is my parcel", "delivery").getInt("accepted")
                + Tasks.learn(task, "d2", "the courier never came", "delivery").getInt("accepted"));
        assertEquals(3, Tasks.get(task).getInt("examples"));
        assertEquals("delivery", Tasks.label(task, "my parcel did not come"));
        String metrics = given().get("/q/metrics").asString();
        for (String name : List.of("requests", "failures", "tokens")) {
            assertTrue(metrics.contains("regraft_remote_" + name + "_total{backbone=\"" + far + "\"}"), name);
        }
        given().delete("/backbones/" + far).then().statusCode(409);
        given().delete("/tasks/" + task).then().statusCode(204);
        given().delete("/backbones/" + far).then().statusCode(204);
        assertTrue(!given().get("/q/metrics").asString().contains("\"" + far + "\""), "it leaves no metrics of what it used");
    }

    private static int count;

    /** A backbone whose network is run by this very service. */
    private static String registered() throws InterruptedException {
        String name = "far-" + ++count;
        given().contentType(ContentType.JSON).body("{\"source\":\"openai://all-minilm-l6-v2\"}").put("/backbones/" + name).then().statusCode(202);
        for (int i = 0; !given().get("/backbones/" + name).path("state").equals("ready"); i++) {
            assertTrue(i < 500, "ready in time");
            Thread.sleep(20);
        }
        return name;
    }

    @Test
    void refusesARemoteBackboneWithFieldsOfOthers() {
        given().contentType(ContentType.JSON).body("{\"source\":\"openai://x\",\"pooling\":\"mean\"}").put("/backbones/far").then().statusCode(400)
                .body("detail", containsString("takes no other field than source"));
    }
}
