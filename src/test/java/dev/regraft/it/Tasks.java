package dev.regraft.it;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.concurrent.atomic.AtomicInteger;

/** What the integration tests do again and again over REST. */
final class Tasks {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Tasks() {
    }

    /** Creates a task of a name that no other test has, whose heads go live at once. */
    static String create() {
        return create("{\"gate\":{\"mode\":\"immediate\"}}");
    }

    static String create(String definition) {
        String task = "task-" + COUNT.incrementAndGet() + "-" + ProcessHandle.current().pid();
        given().contentType(ContentType.JSON).body(definition).put("/tasks/" + task).then().statusCode(201);
        return task;
    }

    /** A task with a live head: two examples of each of two labels. */
    static String trained() {
        String task = create();
        learn(task, "f1", "I want my money back", "refund");
        learn(task, "f2", "please refund my last payment", "refund");
        learn(task, "d1", "where is my parcel", "delivery");
        learn(task, "d2", "the courier never came", "delivery");
        return task;
    }

    /** Posts an example and waits until it is learned; the answer. */
    static JsonPath learn(String task, String id, String text, String label) {
        return given().contentType(ContentType.JSON).body(example(id, text, label)).queryParam("wait", "30s")
                .post("/tasks/" + task + "/examples").then().statusCode(202).extract().jsonPath();
    }

    static String example(String id, String text, String label) {
        ObjectNode example = JsonNodeFactory.instance.objectNode().put("text", text).put("label", label);
        return (id == null ? example : example.put("id", id)).toString();
    }

    static JsonPath get(String task) {
        return given().get("/tasks/" + task).then().statusCode(200).extract().jsonPath();
    }

    /** The label that the live head gives a text. */
    static String label(String task, String text) {
        return given().contentType(ContentType.TEXT).body(text).post("/tasks/" + task + "/predict")
                .then().statusCode(200).extract().path("predictions[0].label");
    }
}
