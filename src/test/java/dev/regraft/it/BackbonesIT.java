package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithService
class BackbonesIT {

    @Test
    void listsBackbonesAndWhatTheyAre() {
        given().get("/backbones").then().statusCode(200)
                .body("name", hasItems("all-minilm-l6-v2", "all-minilm-l6-v2-q", "bge-small-en-v1.5", "bge-small-en-v1.5-q"))
                .body("find { it.name == 'all-minilm-l6-v2' }.state", equalTo("ready"))
                .body("find { it.name == 'bge-small-en-v1.5' }.source", equalTo("classpath:bge-small-en-v1.5.onnx"));
    }

    @Test
    void listsTheCatalogueWhenAsked() {
        given().get("/backbones?catalogue=true").then().statusCode(200)
                .body("name", hasItems("all-minilm-l6-v2", "bert-base-uncased", "vgg19", "inception-v3", "gpt2"))
                .body("find { it.name == 'gpt2' }.pinned", equalTo(true)).body("find { it.name == 'gpt2' }.pooling", equalTo("last"))
                .body("find { it.name == 'inception-v3' }.preprocessing.crop_size.height", equalTo(299))
                .body("findAll { it.inTheBox }.size()", equalTo(given().get("/backbones").jsonPath().getList("findAll { it.source.startsWith('classpath:') }").size()));
        given().get("/backbones?catalogue=false").then().statusCode(200).body("find { it.name == 'all-minilm-l6-v2' }.state", equalTo("ready"));
        given().get("/backbones?catalogue=please").then().statusCode(400).contentType("application/problem+json")
                .body("detail", equalTo("catalogue must be true or false: please"));
    }

    @Test
    void showsALoadedBackboneWithWhatItTakes() {
        Tasks.label(Tasks.trained(), "where is my parcel");
        given().get("/backbones/all-minilm-l6-v2").then().statusCode(200).body("state", equalTo("ready"))
                .body("digest", matchesPattern("[0-9a-f]{64}")).body("modality", equalTo("text")).body("dimension", equalTo(384))
                .body("cut", equalTo("last_hidden_state")).body("pooling", equalTo("mean")).body("maxLength", equalTo(256))
                .body("parameters", equalTo(22_565_376)).body("msPerItem", greaterThan(0f));
    }

    @Test
    void listsWhereANetworkCanBeCut() {
        JsonPath cuts = given().get("/backbones/all-minilm-l6-v2/cuts").then().statusCode(200).extract().jsonPath();
        List<String> tensors = cuts.getList("tensor");
        assertTrue(tensors.size() > 200, "tensors: " + tensors.size());
        assertEquals("last_hidden_state", cuts.getString("find { it.recommended }.tensor"));
        assertEquals("fp32", cuts.getString("find { it.recommended }.type"));
        assertEquals(List.of(-1, -1, 384), cuts.getList("find { it.recommended }.shape"));
        assertEquals(1, cuts.getList("findAll { it.recommended }").size());
        assertTrue(cuts.getInt("[0].parameters") < cuts.getInt("[-1].parameters"), "the earlier the cut the fewer");
    }

    @Test
    void answersAnUnknownNameWithAProblem() {
        for (String path : List.of("/backbones/resnet", "/backbones/resnet/cuts")) {
            given().get(path).then().statusCode(404).contentType("application/problem+json")
                    .body("detail", containsString("all-minilm-l6-v2, all-minilm-l6-v2-q")).body("instance", equalTo(path));
        }
        given().get("/backbones/rank").then().statusCode(405).contentType("application/problem+json");
    }
}
