package dev.regraft.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.regraft.backbone.BackboneSource;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.Limits;
import dev.regraft.graft.Log;
import dev.regraft.graft.Position;
import dev.regraft.graft.Progress;
import dev.regraft.graft.StrictJson;
import dev.regraft.graft.Task;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Checks examples and appends them to the log: exactly what it acknowledges is accepted. */
@Singleton
public final class ExampleIntake {

    /** Ids of more examples than these are not told. */
    private static final int MAX_IDS = 10_000;
    private static final int MAX_ERRORS = 100;
    /** Lines on their way to the log before the next one waits. */
    private static final int LINES_IN_FLIGHT = 1_000;

    private final BackboneSource backbones;
    private final InputReader inputs;
    private final ExampleReader examples;
    private final Limits limits;
    private final Log log;

    public ExampleIntake(BackboneSource backbones, InputReader inputs, ExampleReader examples, Limits limits, Log log) {
        this.backbones = backbones;
        this.inputs = inputs;
        this.examples = examples;
        this.limits = limits;
        this.log = log;
    }

    /** An example that keeps the rules, as it goes to the log. */
    private record Checked(String id, byte[] json) {
    }

    /** An id out of a path. */
    String id(String id) {
        return examples.id(id);
    }

    /**
     * Takes one example.
     *
     * @param id out of the path; null if there is none
     * @throws RefusedException if it breaks a rule
     */
    Accepted.Taken take(Task task, ObjectNode json, String id) {
        Checked checked = check(task, json, id);
        Position position = Waiting.on(append(task, checked));
        return Accepted.Taken.one(checked.id(), Progress.NONE.with(position));
    }

    /**
     * Takes an array of examples, all or none.
     *
     * @throws ProblemException naming each that breaks a rule
     */
    Accepted.Taken takeAll(Task task, JsonNode array) {
        if (array.size() > limits.arrayExamples()) {
            throw new ProblemException(413, "too-many-examples", "an array must have at most " + limits.arrayExamples()
                    + " examples: " + array.size());
        }
        List<Problem.Fault> errors = new ArrayList<>();
        List<Checked> checked = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            try {
                Checked example = check(task, StrictJson.object(array.get(i), null), null);
                if (!ids.add(example.id())) {
                    throw new RefusedException("duplicate-id", "id", "ids in an array must be distinct: " + example.id());
                }
                checked.add(example);
            } catch (RefusedException e) {
                errors.add(Problem.Fault.field("[" + i + "]" + (e.field() == null ? "" : "." + e.field()), e.detail()));
            }
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(400, "invalid-examples", errors.size() + " of " + array.size()
                    + " examples break a rule; none was accepted", errors);
        }
        List<CompletionStage<Position>> appended = checked.stream().map(example -> append(task, example)).toList();
        Progress progress = Progress.NONE;
        for (CompletionStage<Position> stage : appended) {
            progress = progress.with(Waiting.on(stage));
        }
        return new Accepted.Taken(checked.size(), checked.stream().map(Checked::id).toList(), null, null, progress);
    }

    /** Takes lines of one example each; those that break a rule are told, the others are taken. */
    Accepted.Taken takeLines(Task task, Bodies.Lines lines) throws IOException {
        Tally tally = new Tally();
        Deque<CompletionStage<Position>> inFlight = new ArrayDeque<>();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (isBlank(line)) {
                continue;
            }
            try {
                Checked checked = check(task, StrictJson.readObject(line), null);
                inFlight.add(append(task, checked));
                tally.accept(checked.id());
            } catch (RefusedException e) {
                tally.reject(lines.number(), e);
            }
            if (inFlight.size() >= LINES_IN_FLIGHT) {
                tally.reached(Waiting.on(inFlight.remove()));
            }
        }
        while (!inFlight.isEmpty()) {
            tally.reached(Waiting.on(inFlight.remove()));
        }
        return tally.taken();
    }

    /** What became of the lines so far. */
    private static final class Tally {
        private final List<Problem.Fault> errors = new ArrayList<>();
        private List<String> ids = new ArrayList<>();
        private Progress progress = Progress.NONE;
        private int accepted;
        private int rejected;

        void accept(String id) {
            accepted++;
            if (accepted > MAX_IDS) {
                ids = null;
            } else {
                ids.add(id);
            }
        }

        void reject(int line, RefusedException e) {
            rejected++;
            if (errors.size() < MAX_ERRORS) {
                errors.add(new Problem.Fault(e.field(), line, e.detail()));
            }
        }

        void reached(Position position) {
            progress = progress.with(position);
        }

        Accepted.Taken taken() {
            return new Accepted.Taken(accepted, ids, rejected, errors.isEmpty() ? null : errors, progress);
        }
    }

    private Checked check(Task task, ObjectNode json, String pathId) {
        Input input = inputs.read(json).requireFor(task.definition().backbone(), task.vectors());
        backbones.load(task.definition().backbone(), input).check(input);
        examples.annotation(json, task);
        String name = task.definition().task();
        if (json.hasNonNull("task") && !name.equals(json.path("task").asText())) {
            throw new RefusedException("invalid-task", "task", "task must be that of the path, " + name + ": " + json.get("task"));
        }
        String given = examples.id(json);
        if (pathId != null && given != null && !given.equals(pathId)) {
            throw new RefusedException("invalid-id", "id", "id must be that of the path, " + pathId + ": " + given);
        }
        String id = pathId != null ? examples.id(pathId) : given != null ? given : UlidCreator.getMonotonicUlid().toString();
        return new Checked(id, StrictJson.write(json.put("task", name).put("id", id)));
    }

    private CompletionStage<Position> append(Task task, Checked example) {
        return log.append(task.definition(), example.id(), example.json());
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
