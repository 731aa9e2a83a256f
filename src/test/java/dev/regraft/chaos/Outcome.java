package dev.regraft.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replica has learned of the task.
 *
 * @param sha256 of the live head; empty if none is
 * @param headExamples that the live head was trained from
 * @param examples that are in
 * @param labels how many of them each label has
 */
record Outcome(String sha256, long headExamples, long examples, SortedMap<String, Long> labels) {

    /** Out of the answer to {@code GET /tasks/{task}}. */
    static Outcome of(JsonNode task) {
        SortedMap<String, Long> labels = new TreeMap<>();
        task.path("labels").forEach(label -> labels.put(label.path("label").asText(), label.path("examples").asLong()));
        return new Outcome(task.path("live").path("sha256").asText(), task.path("live").path("examples").asLong(),
                task.path("examples").asLong(), labels);
    }

    /** Whether exactly these examples are in, and in the live head. */
    boolean counts(SortedMap<String, Event.Put> survivors) {
        return headExamples == survivors.size() && examples == survivors.size() && labels.equals(labelCounts(survivors));
    }

    static SortedMap<String, Long> labelCounts(SortedMap<String, Event.Put> survivors) {
        SortedMap<String, Long> counts = new TreeMap<>();
        survivors.values().forEach(put -> counts.merge(put.label(), 1L, Long::sum));
        return counts;
    }
}
