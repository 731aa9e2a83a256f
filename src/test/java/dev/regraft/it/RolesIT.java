package dev.regraft.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The roles of the service in processes of their own, on one cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {

    private PackagedService trainer;
    private PackagedService extractor;
    private PackagedService first;
    private PackagedService second;

    @BeforeAll
    void launch() {
        trainer = PackagedService.launch("-Dregraft.roles=train");
        extractor = beside("extract");
        first = beside("serve");
        second = beside("serve");
    }

    private PackagedService beside(String roles) {
        return PackagedService.launch("-Dkafka.bootstrap.servers=" + trainer.bootstrapServers(), "-Dregraft.roles=" + roles);
    }

    @AfterAll
    void end() {
        first.close();
        second.close();
        extractor.close();
        trainer.close();
    }

    @Test
    void replicasThatServeAgreeWithinASecondOfAPromotion() throws InterruptedException {
        RestAssured.port = first.httpPort();
        String task = Tasks.trained();
        int version = Tasks.learn(task, "one-more", "the courier lost my parcel", "delivery").getInt("live.version");
        Instant promoted = Instant.now();
        RestAssured.port = second.httpPort();
        while (!Integer.valueOf(version).equals(given().get("/tasks/" + task).path("live.version"))) {
            assertTrue(Duration.between(promoted, Instant.now()).toMillis() < 1_000, "the replicas agree within a second");
            Thread.sleep(10);
        }
        String digest = given().get("/tasks/" + task).path("live.sha256");
        RestAssured.port = first.httpPort();
        assertEquals(digest, given().get("/tasks/" + task).path("live.sha256"));
    }

    @Test
    void processThatDoesNotServeSaysSo() {
        RestAssured.port = trainer.httpPort();
        given().get("/tasks").then().statusCode(503).contentType("application/problem+json").body("detail", containsString("regraft.roles"));
        given().get("/q/health/ready").then().statusCode(200).body("checks[0].data", hasEntry("roles", "train"))
                .body("checks[0].data.backbone", equalTo("not needed")).body("checks[0].data.train", equalTo("reads the log"));
    }

    @Test
    void trainerThatLeavesHandsOverAtOnce() {
        RestAssured.port = first.httpPort();
        String task = Tasks.trained();
        try (PackagedService replacement = beside("train")) {
            Tasks.learn(task, "while-two-train", "my parcel did not come", "delivery");
            Duration took = replacement.stop();
            assertTrue(took.toSeconds() < 10, "stopped in " + took);
            RestAssured.port = first.httpPort();
            int examples = Tasks.learn(task, "after-one-left", "the parcel came late", "delivery").getInt("live.examples");
            assertEquals((int) given().get("/tasks/" + task).path("examples"), examples);
        }
    }
}
