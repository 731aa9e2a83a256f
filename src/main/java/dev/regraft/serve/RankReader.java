package dev.regraft.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.BackboneScore;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.Limits;
import dev.regraft.graft.StrictJson;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.Set;

/** Reads which backbones are to be ranked by which examples, and refuses what breaks a rule. */
@Singleton
public final class RankReader {

    private final InputReader inputs;
    private final ExampleReader examples;
    private final Backbones backbones;
    private final Limits limits;

    public RankReader(InputReader inputs, ExampleReader examples, Backbones backbones, Limits limits) {
        this.inputs = inputs;
        this.examples = examples;
        this.backbones = backbones;
        this.limits = limits;
    }

    /**
     * Reads the body of a ranking.
     *
     * @throws RefusedException naming the field, or ProblemException naming each example that breaks a rule
     */
    RankOrder read(ObjectNode json) {
        List<String> names = names(json.get("backbones"));
        JsonNode given = json.get("examples");
        if (given == null || !given.isArray()) {
            throw new RefusedException("invalid-examples", "examples", "examples must be an array: "
                    + (given == null ? "none" : given.getNodeType().name().toLowerCase()));
        }
        if (given.size() > limits.arrayExamples()) {
            throw new ProblemException(413, "too-many-examples", "an array must have at most " + limits.arrayExamples() + " examples: "
                    + given.size());
        }
        RankOrder order = new RankOrder(new ArrayList<>(), new ArrayList<>(), names);
        readInto(order, given);
        requireEnough(order.labels());
        return names.isEmpty() ? order.with(backbones.namesRunHere(order.inputs().getFirst().modality())) : order;
    }

    /** Empty if none is named: then all that read such examples are meant. */
    private List<String> names(JsonNode given) {
        if (given == null || given.isNull()) {
            return List.of();
        }
        if (!given.isArray() || given.isEmpty()) {
            throw new RefusedException("invalid-backbones", "backbones", "backbones must be an array of names, at least one: " + given);
        }
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i).asText();
            if (!given.get(i).isTextual() || !backbones.names().contains(name)) {
                throw new RefusedException("unknown-backbone", "backbones[" + i + "]", "backbone must be one of "
                        + String.join(", ", backbones.names()) + ": " + given.get(i).asText());
            }
            if (!names.add(name)) {
                throw new RefusedException("invalid-backbones", "backbones[" + i + "]", "backbones must be distinct: " + name);
            }
        }
        return List.copyOf(names);
    }

    private void readInto(RankOrder order, JsonNode given) {
        List<Problem.Fault> errors = new ArrayList<>();
        String backbone = order.backbones().isEmpty() ? "any" : order.backbones().getFirst();
        for (int i = 0; i < given.size(); i++) {
            try {
                ObjectNode example = StrictJson.object(given.get(i), null);
                Input input = inputs.read(example).requireFor(backbone, Optional.empty());
                order.labels().add(examples.label(example));
                order.inputs().add(input);
            } catch (RefusedException e) {
                errors.add(Problem.Fault.field("examples[" + i + "]" + (e.field() == null ? "" : "." + e.field()), e.detail()));
            }
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(400, "invalid-examples", errors.size() + " of " + given.size() + " examples break a rule", errors);
        }
    }

    private void requireEnough(List<String> labels) {
        Map<String, Integer> counts = new HashMap<>();
        labels.forEach(label -> counts.merge(label, 1, Integer::sum));
        if (counts.size() < 2 || counts.size() > limits.taskLabels()) {
            throw new RefusedException("invalid-examples", "examples", "examples must have from 2 to " + limits.taskLabels()
                    + " different labels: " + counts.size());
        }
        int answerable = counts.values().stream().filter(count -> count > 1).mapToInt(Integer::intValue).sum();
        if (answerable < BackboneScore.FEWEST_EXAMPLES) {
            throw new RefusedException("too-few-examples", "examples", "at least " + BackboneScore.FEWEST_EXAMPLES
                    + " examples must have a label that another one has too: " + answerable);
        }
    }
}
