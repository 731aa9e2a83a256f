package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slices of a task: where a head is worst, and heads that balance them. */
@WithService
class SlicesIT {

    private static final String[] MONEY = {"I want my money back", "please refund my last payment", "you charged me twice", "give me back what I paid",
            "my card was billed for nothing", "cancel the order and return the amount"};
    private static final String[] PARCELS = {"where is my parcel", "the courier never came", "my package is late", "track my shipment please",
            "the box has not arrived", "when will it be delivered"};

    /** Letters are about money and chat is about parcels, but for one in eight. */
    private static String examples() {
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < 96; i++) {
            boolean money = i % 2 == 0;
            boolean letter = money != (i / 2 % 8 == 0);
            String text = (money ? MONEY : PARCELS)[i / 2 % 6] + ", number " + i;
            examples.add("{\"id\":\"s" + i + "\",\"label\":\"" + (money ? "money" : "parcel") + "\",\"attributes\":{\"channel\":\""
                    + (letter ? "letter" : "chat") + "\"},\"text\":\""
                    + (letter ? "Dear customer service, " + text + ". Kind regards" : "hey " + text + " lol thx") + "\"}");
        }
        return "[" + String.join(",", examples) + "]";
    }

    private static JsonPath learn(String task) {
        return given().contentType(ContentType.JSON).body(examples()).queryParam("wait", "30s").post("/tasks/" + task + "/examples")
                .then().statusCode(202).body("$", not(hasKey("waited"))).extract().jsonPath();
    }

    @Test
    void headThatBalancesItsSlicesTellsTheWorstAndWhatItWasWorth() {
        String task = Tasks.create("{\"gate\":{\"mode\":\"immediate\"},\"slices\":[\"channel\"],"
                + "\"head\":{\"algorithm\":\"lda\",\"balance\":\"slices\"}}");
        given().get("/tasks/" + task).then().body("head.balance", equalTo("slices")).body("slices", equalTo(List.of("channel")));
        JsonPath learned = learn(task);
        assertEquals("channel", learned.getString("live.metrics.worstSlice.attribute"));
        assertTrue(List.of("letter", "chat").contains(learned.getString("live.metrics.worstSlice.value")));
        assertTrue(learned.getDouble("live.metrics.worstSlice.accuracy") > 0.5);
        assertTrue(learned.getInt("live.metrics.worstSlice.examples") >= 10);
        given().get("/tasks/" + task + "/history").then().statusCode(200).body("[0].reason", containsString("4 groups by label and channel"))
                .body("[0].reason", containsString("without balancing"));
        assertEquals("money", Tasks.label(task, "hey I want my money back lol thx"));
        assertEquals("parcel", Tasks.label(task, "Dear customer service, where is my parcel. Kind regards"));
    }

    @Test
    void headThatDoesNotBalanceThemTellsItsWorstSliceToo() {
        String task = Tasks.create("{\"gate\":{\"mode\":\"immediate\"},\"slices\":[\"channel\"],\"head\":{\"algorithm\":\"lda\"}}");
        assertEquals("channel", learn(task).getString("live.metrics.worstSlice.attribute"));
        String without = Tasks.create("{\"gate\":{\"mode\":\"immediate\"},\"head\":{\"algorithm\":\"lda\"}}");
        assertTrue(!learn(without).getMap("live.metrics").containsKey("worstSlice"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "head.balance | {'head':{'balance':'slices'}}",
            "head.balance | {'head':{'balance':'slices'},'slices':[]}",
            "head.balance | {'kind':'multi-label','head':{'balance':'slices'},'slices':['channel']}",
            "head.balance | {'kind':'regression','head':{'balance':'slices'},'slices':['channel']}",
            "head.balance | {'head':{'balance':'groups'},'slices':['channel']}",
            "slices | {'slices':['channel','channel']}"})
    void refusesWhatCannotBeBalanced(String field, String definition) {
        given().contentType(ContentType.JSON).body(definition.replace('\'', '"')).put("/tasks/unbalanced").then().statusCode(400)
                .contentType("application/problem+json").body("errors[0].field", equalTo(field));
        given().get("/tasks/unbalanced").then().statusCode(404);
    }
}
