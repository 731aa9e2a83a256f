package dev.regraft.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.graft.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A support ticket of the sample.
 *
 * @param json the example as it goes to the log, but for its task
 * @param clean false if it is marked as hard or as wrongly labeled
 */
record Ticket(String id, String text, String label, boolean clean, ObjectNode json) {

    private static final String SAMPLE = "sample/support-tickets.jsonl";

    /** All of the sample, in its order. */
    static List<Ticket> sample() {
        var stream = Thread.currentThread().getContextClassLoader().getResourceAsStream(SAMPLE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return lines.lines().map(Ticket::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Ticket read(String line) {
        ObjectNode json = StrictJson.readObject(line.getBytes(StandardCharsets.UTF_8));
        return new Ticket(json.get("id").textValue(), json.get("text").textValue(), json.get("label").textValue(),
                !json.path("attributes").has("quality"), json);
    }

    /** The ticket as an example of a task. */
    byte[] example(String task) {
        return StrictJson.write(json.deepCopy().put("task", task));
    }
}
