package dev.regraft.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static final JsonNode BACKBONE = JsonNodeFactory.instance.objectNode().put("name", "toy").put("digest", "d1");

    private final Violations violations = new Violations();
    private final Sightings sightings = new Sightings(violations);
    private final Memory one = new Memory("replica-1", sightings, violations);
    private final Memory other = new Memory("replica-2", sightings, violations);

    private static JsonNode head(int version, String sha256) {
        return JsonNodeFactory.instance.objectNode().put("version", version).put("sha256", sha256);
    }

    private void assertFound(String kind, String detail) {
        assertEquals(kind + ": 1\n    " + detail + "\n", violations.toString());
    }

    @Test
    void findsNothingWrongWithAReplicaThatLagsBehind() {
        one.sawNoHead(409);
        one.saw(head(1, "a"), BACKBONE);
        one.saw(head(3, "c"), BACKBONE);
        one.sawNoHead(503);
        other.saw(head(1, "a"), BACKBONE);
        other.saw(head(3, "c"), BACKBONE);
        assertTrue(violations.isEmpty(), violations::toString);
        assertEquals(2, sightings.versions());
    }

    @Test
    void findsAReplicaThatGoesBack() {
        one.saw(head(2, "b"), BACKBONE);
        one.saw(head(1, "a"), BACKBONE);
        assertFound("a replica went back to an older version", "replica-1 answered with version 1 after 2");
    }

    @Test
    void findsAReplicaThatForgets() {
        one.saw(head(2, "b"), BACKBONE);
        one.sawNoHead(404);
        assertFound("a replica forgot its head", "replica-1 had version 2, then it answered 404 without one");
    }

    @Test
    void findsOneVersionWithTwoContents() {
        one.saw(head(2, "b"), BACKBONE);
        other.saw(head(2, "x"), BACKBONE);
        assertFound("one version has two contents", "replica-2 answered with version 2 of x, another with b");
    }

    @Test
    void findsAnotherFeatureSpace() {
        one.saw(head(2, "b"), BACKBONE);
        other.saw(head(2, "b"), JsonNodeFactory.instance.objectNode().put("name", "toy").put("digest", "d2"));
        assertFound("a head of another feature space", "replica-2 answered out of toy d2, the others of toy d1");
    }
}
