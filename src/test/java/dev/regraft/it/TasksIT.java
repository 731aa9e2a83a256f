package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithService
class TasksIT {

    @Test
    void createsATaskOfDefaultsAndChangesIt() {
        given().contentType(ContentType.JSON).body("{}").put("/tasks/defaults").then().statusCode(201)
                .body("task", equalTo("defaults")).body("kind", equalTo("single-label"))
                .body("backbone.name", equalTo("all-minilm-l6-v2")).body("backbone.dimension", equalTo(384))
                .body("backbone.digest", matchesPattern("[0-9a-f]{64}"))
                .body("examples", equalTo(0)).body("live", nullValue()).body("candidate", nullValue())
                .body("learnedThrough", nullValue());
        given().contentType(ContentType.JSON).body("{\"labels\":[\"a\",{\"label\":\"b\",\"description\":\"the other\"}]}")
                .put("/tasks/defaults").then().statusCode(200)
                .body("labels.label", equalTo(java.util.List.of("a", "b"))).body("labels.examples", equalTo(java.util.List.of(0, 0)));
        given().get("/tasks").then().statusCode(200).body("task", hasItem("defaults"));
    }

    @Test
    void forgetsADeletedTaskSoThatItsNameBeginsAnew() {
        String task = Tasks.trained();
        given().delete("/tasks/" + task).then().statusCode(204);
        given().get("/tasks/" + task).then().statusCode(404).contentType("application/problem+json");
        given().get("/tasks").then().body("task", not(hasItem(task)));

        given().contentType(ContentType.JSON).body("{}").put("/tasks/" + task).then().statusCode(201).body("examples", equalTo(0));
        assertEquals(1, Tasks.learn(task, "n1", "a new beginning", "new").getInt("accepted"));
        assertEquals(1, Tasks.get(task).getInt("examples"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"kind\":\"nonsense\"} | kind",
            "{\"kind\":\"regression\",\"labels\":[\"a\"]} | labels",
            "{\"kind\":\"regression\",\"head\":{\"algorithm\":\"lda\"}} | auto or ridge",
            "{\"head\":{\"expansion\":9000}} | 8192",
            "{\"backbone\":\"no-such\"} | backbone",
            "{\"head\":{\"algorithm\":\"svm\"}} | algorithm",
            "{\"gate\":{\"mode\":\"maybe\"}} | mode",
            "{\"gate\":{\"alpha\":2}} | alpha",
            "{\"labels\":[\"a\",\"a\"]} | distinct",
            "{\"colour\":\"red\"} | colour",
            "{\"labels\":\"a\"} | array",
            "[] | object",
            "{ | JSON"})
    void refusesAWrongDefinition(String definition, String named) {
        given().contentType(ContentType.JSON).body(definition).put("/tasks/refused").then().statusCode(400)
                .contentType("application/problem+json").body("status", equalTo(400)).body("detail", containsString(named));
        given().get("/tasks/refused").then().statusCode(404);
    }

    @Test
    void refusesANameThatIsNone() {
        for (String name : new String[] {"Upper", "-dash", "a".repeat(64), "with%20space", "sl%2Fash"}) {
            given().urlEncodingEnabled(false).contentType(ContentType.JSON).body("{}").put("/tasks/" + name)
                    .then().statusCode(400).contentType("application/problem+json").body("detail", containsString("task must match"));
        }
        given().contentType(ContentType.JSON).body("{}").put("/tasks/a/b").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void keepsTheKindOfATask() {
        String task = Tasks.create("{\"kind\":\"multi-label\"}");
        given().contentType(ContentType.JSON).body("{\"head\":{\"algorithm\":\"ridge\",\"expansion\":\"off\"}}").put("/tasks/" + task)
                .then().statusCode(200).body("kind", equalTo("multi-label")).body("head.algorithm", equalTo("ridge"))
                .body("head.balance", equalTo("auto")).body("head.expansion", equalTo("off")).body("head.hints", equalTo(true));
        given().contentType(ContentType.JSON).body("{\"kind\":\"single-label\"}").put("/tasks/" + task)
                .then().statusCode(400).body("errors[0].field", equalTo("kind")).body("detail", containsString("delete the task first"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "efficientnet-lite0"})
    void refusesABackboneThatCannotReadTheExamples(String backbone) {
        String task = Tasks.trained();
        given().contentType(ContentType.JSON).body("{\"backbone\":\"" + backbone + "\"}").put("/tasks/" + task)
                .then().statusCode(409).body("detail", equalTo("the backbone of a task that has learned must be one that reads text, as "
                        + "all-minilm-l6-v2 does: " + backbone + "; delete the task first"));
    }
}
