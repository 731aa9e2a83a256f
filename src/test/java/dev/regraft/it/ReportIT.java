package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithService
class ReportIT {

    private static final String[] THINGS = {"parcel", "order", "package", "delivery", "shoes", "jacket", "book", "lamp", "phone", "chair"};

    private static String task(String more) {
        return Tasks.create("{\"gate\":{\"mode\":\"immediate\"}" + more + "}");
    }

    /** Twenty examples of each of two labels, with the attribute channel. */
    private static void teach(String task) {
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < THINGS.length; i++) {
            examples.add(example("where-" + i, "where is my " + THINGS[i] + ", it has not arrived", "delivery", i));
            examples.add(example("when-" + i, "when will my " + THINGS[i] + " be delivered", "delivery", i));
            examples.add(example("back-" + i, "I want my money back for the " + THINGS[i], "refund", i));
            examples.add(example("pay-" + i, "please refund the payment for my " + THINGS[i], "refund", i));
        }
        given().contentType(ContentType.JSON).body("[" + String.join(",", examples) + "]").queryParam("wait", "30s")
                .post("/tasks/" + task + "/examples").then().statusCode(202).body("live", notNullValue());
    }

    private static String example(String id, String text, String label, int i) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\",\"label\":\"" + label + "\",\"attributes\":{\"channel\":\""
                + (i % 2 == 0 ? "mail" : "chat") + "\"}}";
    }

    private static JsonPath await(String task, Predicate<JsonPath> wanted) throws InterruptedException {
        JsonPath report = null;
        for (long end = System.nanoTime() + 180_000_000_000L; System.nanoTime() < end; Thread.sleep(100)) {
            report = given().get("/tasks/" + task + "/report").then().statusCode(200).extract().jsonPath();
            if (wanted.test(report)) {
                return report;
            }
        }
        throw new AssertionError("the report stays " + report.prettify());
    }

    private static boolean isOf(JsonPath report, int examples) {
        return report.get("examples") != null && report.getInt("examples") == examples;
    }

    @Test
    void reportsWhatIsKnownOfATask() throws InterruptedException {
        String task = task(",\"slices\":[\"channel\"]");
        given().get("/tasks/" + task + "/report").then().statusCode(200).body("task", equalTo(task)).body("$", hasKey("head"))
                .body("head", nullValue()).body("calibration", nullValue());
        teach(task);
        JsonPath report = await(task, r -> isOf(r, 40));
        assertTrue(report.getDouble("accuracy.leftOut.accuracy") > 0.8, report::prettify);
        assertTrue(report.getDouble("accuracy.trainingAccuracy") >= report.getDouble("accuracy.looAccuracy"), report::prettify);
        assertEquals(2, report.getList("accuracy.looInterval").size());
        assertEquals(40, report.getInt("learningCurve.points[-1].examples"));
        assertEquals(40, report.getList("calibration.bins.examples", Integer.class).stream().mapToInt(n -> n).sum());
        assertEquals(40, report.<List<Integer>>getList("confusion.matrix.counts").stream().flatMap(List::stream).mapToInt(n -> n).sum());
        assertEquals(List.of("chat", "mail"), report.getList("slices.value"));
        assertEquals(List.of(20, 20), report.getList("slices.examples"));
        assertEquals("channel", report.getString("worstSlice.attribute"));
        assertEquals(40, report.getInt("mismatch.examples"));
        assertTrue(report.get("mismatch.wordsAccuracy") != null, () -> "texts come out of the log: " + report.prettify());
    }

    @Test
    void wrongLabelComesToTheTopOfTheSuspiciousAndGoesWhenItIsCorrected() throws InterruptedException {
        String task = task("");
        teach(task);
        await(task, r -> isOf(r, 40));
        put(task, "where-3", "where is my delivery, it has not arrived", "refund");
        JsonPath report = await(task, r -> "where-3".equals(r.getString("labelIssues.top[0].id")));
        assertEquals("delivery", report.getString("labelIssues.top[0].likely"));
        given().queryParam("suspicious", true).get("/tasks/" + task + "/examples").then().statusCode(200)
                .body("[0].id", equalTo("where-3")).body("[0].text", equalTo("where is my delivery, it has not arrived"))
                .body("[0].label", equalTo("refund")).body("[0].likelyLabel", equalTo("delivery")).body("[0].confidence", greaterThan(0.5f));
        // Corrected: no longer under suspicion, even before the set is examined again
        put(task, "where-3", "where is my delivery, it has not arrived", "delivery");
        given().queryParam("suspicious", true).get("/tasks/" + task + "/examples").then().statusCode(200).body("id", not(hasItem("where-3")));
        await(task, r -> r.getList("labelIssues.top.id").stream().noneMatch("where-3"::equals));
    }

    private static void put(String task, String id, String text, String label) {
        given().contentType(ContentType.JSON).body(Tasks.example(null, text, label)).queryParam("wait", "30s")
                .put("/tasks/" + task + "/examples/" + id).then().statusCode(202);
    }

    @Test
    void listsExamplesTheLastLabeledFirst() {
        String task = task("");
        teach(task);
        given().get("/tasks/" + task + "/examples").then().statusCode(200).body("$", hasSize(40)).body("text", everyItem(notNullValue()))
                .body("[0]", not(hasKey("likelyLabel")));
        given().queryParam("label", "refund").queryParam("limit", 7).get("/tasks/" + task + "/examples").then().statusCode(200)
                .body("$", hasSize(7)).body("label", everyItem(equalTo("refund"))).body("attributes.channel", everyItem(notNullValue()));
        Tasks.learn(task, "last", "the lamp is broken", "complaint");
        given().queryParam("limit", 1).get("/tasks/" + task + "/examples").then().statusCode(200).body("id", equalTo(List.of("last")))
                .body("text", equalTo(List.of("the lamp is broken"))).body("weight", equalTo(List.of(1.0f)));
        given().queryParam("wait", "30s").delete("/tasks/" + task + "/examples/last").then().statusCode(202);
        given().queryParam("label", "complaint").get("/tasks/" + task + "/examples").then().statusCode(200).body("$", hasSize(0));
    }

    @Test
    void warningsOfTheReportAreTheTasks() throws InterruptedException {
        String task = Tasks.trained();
        await(task, r -> isOf(r, 4));
        given().get("/tasks/" + task).then().statusCode(200)
                .body("warnings", hasItem(containsString("fewer than 5 examples: delivery (2), refund (2)")));
    }

    @Test
    void multiLabelAndRegressionTasksHaveWhatMakesSense() throws InterruptedException {
        String tone = task(",\"kind\":\"multi-label\"");
        given().contentType(ContentType.JSON).body("[{\"text\":\"now!\",\"labels\":[\"urgent\"]},{\"text\":\"thanks\",\"labels\":[]}]")
                .queryParam("wait", "30s").post("/tasks/" + tone + "/examples").then().statusCode(202);
        JsonPath report = await(tone, r -> isOf(r, 2));
        assertTrue(report.getDouble("accuracy.trainingAccuracy") >= 0, report::prettify);
        assertEquals(null, report.<Object>get("confusion"));
        given().queryParam("label", "urgent").get("/tasks/" + tone + "/examples").then().statusCode(200)
                .body("labels", equalTo(List.of(List.of("urgent"))));

        String price = task(",\"kind\":\"regression\"");
        given().contentType(ContentType.JSON).body("[{\"text\":\"a big house\",\"target\":9},{\"text\":\"a hut\",\"target\":1}]")
                .queryParam("wait", "30s").post("/tasks/" + price + "/examples").then().statusCode(202);
        assertTrue(await(price, r -> isOf(r, 2)).getDouble("accuracy.trainingRmse") >= 0);
        given().get("/tasks/" + price + "/examples").then().statusCode(200).body("target.collect { it.intValue() }.sum()", equalTo(10));
    }

    @ParameterizedTest
    @CsvSource({"limit,0", "limit,1001", "limit,many", "suspicious,maybe"})
    void refusesParametersOutOfRange(String name, String value) {
        given().queryParam(name, value).get("/tasks/" + Tasks.create() + "/examples").then().statusCode(400)
                .contentType("application/problem+json").body("errors[0].field", equalTo(name)).body("detail", containsString(value));
    }

    @Test
    void unknownTaskHasNoReport() {
        given().get("/tasks/nobody-has-this/report").then().statusCode(404);
        given().get("/tasks/nobody-has-this/examples").then().statusCode(404);
    }
}
