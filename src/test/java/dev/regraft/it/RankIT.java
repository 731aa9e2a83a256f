package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ranks backbones by the sample tickets. */
@WithService
class RankIT {

    private static final String PATH = "/backbones/rank";

    private static String tickets(int count) throws IOException {
        return String.join(",", Files.readAllLines(Path.of("src/main/resources/sample/support-tickets.jsonl")).subList(0, count));
    }

    @Test
    void ranksBackbonesByTheTicketsBestFirst() throws IOException {
        // Given
        String body = "{\"examples\":[" + tickets(120) + "],\"backbones\":[\"all-minilm-l6-v2\",\"bge-small-en-v1.5\"]}";
        // When
        JsonPath ranked = given().contentType(ContentType.JSON).body(body).post(PATH).then().statusCode(200)
                .body("", hasSize(2)).body("backbone.name", hasItem("all-minilm-l6-v2")).body("backbone.name", hasItem("bge-small-en-v1.5"))
                .body("[0].backbone.digest", matchesPattern("[0-9a-f]{64}")).body("[0].backbone.dimension", equalTo(384))
                .body("[0].examples", equalTo(120)).body("[0].labels", equalTo(8)).body("[0].looInterval", hasSize(2))
                .body("[0].pValue", equalTo(0.01f)).body("[0].mismatch", nullValue()).body("[1].mismatch", nullValue())
                .extract().jsonPath();
        // Then
        List<Float> accuracies = ranked.getList("looAccuracy", Float.class);
        assertTrue(accuracies.getFirst() >= accuracies.getLast() && accuracies.getLast() > 0.5, accuracies.toString());
        assertTrue(accuracies.getLast() > ranked.getFloat("[0].wordsAccuracy"), "both know more than words");
        assertTrue(ranked.getFloat("[0].msPerItem") > 0 && ranked.getFloat("[0].hScore") > 1);
        assertEquals(ranked.getFloat("[0].majorityAccuracy"), ranked.getFloat("[1].majorityAccuracy"));
    }

    @Test
    void warnsOfLabelsThatHaveNothingToDoWithTheTexts() throws IOException {
        String nonsense = tickets(120).replaceAll("(\"id\":\"t-\\d*[02468]\".*?\"label\":)\"[a-z-]+\"", "$1\"even\"")
                .replaceAll("(\"id\":\"t-\\d*[13579]\".*?\"label\":)\"[a-z-]+\"", "$1\"odd\"");
        given().contentType(ContentType.JSON).body("{\"examples\":[" + nonsense + "],\"backbones\":[\"all-minilm-l6-v2\"]}").post(PATH)
                .then().statusCode(200).body("[0].labels", equalTo(2)).body("[0].mismatch", containsString("do no better than shuffled"));
    }

    @Test
    void refusesWhatCannotBeRanked() throws IOException {
        given().contentType(ContentType.JSON).body("{\"examples\":[" + tickets(120) + "],\"backbones\":[\"resnet\"]}").post(PATH)
                .then().statusCode(400).contentType("application/problem+json").body("errors[0].field", equalTo("backbones[0]"))
                .body("detail", containsString("all-minilm-l6-v2, all-minilm-l6-v2-q, bge-small-en-v1.5"));
        given().contentType(ContentType.JSON).body("{\"examples\":[" + tickets(10) + "]}").post(PATH)
                .then().statusCode(400).body("detail", containsString("at least 20 examples"));
        given().contentType(ContentType.JSON).body("{\"examples\":[" + tickets(20) + ",{\"text\":\"\",\"label\":\"x\"}]}").post(PATH)
                .then().statusCode(400).body("errors", hasSize(1)).body("errors[0].field", equalTo("examples[20].text"));
    }
}
