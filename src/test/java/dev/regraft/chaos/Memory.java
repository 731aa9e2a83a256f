package dev.regraft.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What one replica answered, over all its lives, and must not go back on: its versions never go down, and what it once had it has whenever
 * it is up. One thread writes it.
 */
final class Memory {

    /** Without a live head, unknown task, no live head: all else says nothing of what it knows. */
    private static final Set<Integer> FORGETFUL = Set.of(200, 404, 409);

    private final String replica;
    private final Sightings sightings;
    private final Violations violations;
    private int newest;

    Memory(String replica, Sightings sightings, Violations violations) {
        this.replica = replica;
        this.sightings = sightings;
        this.violations = violations;
    }

    /** Whether it ever answered with a head. */
    boolean hasHead() {
        return newest > 0;
    }

    /** It answered with that head. */
    void saw(JsonNode head, JsonNode backbone) {
        int version = head.path("version").asInt();
        violations.require(version >= newest, "a replica went back to an older version",
                replica + " answered with version " + version + " after " + newest);
        newest = version;
        sightings.add(replica, new Sightings.Seen(version, head.path("sha256").asText(),
                backbone.path("name").asText() + " " + backbone.path("digest").asText()));
    }

    /** It answered without a head. */
    void sawNoHead(int status) {
        violations.require(newest == 0 || !FORGETFUL.contains(status), "a replica forgot its head",
                replica + " had version " + newest + ", then it answered " + status + " without one");
    }
}
