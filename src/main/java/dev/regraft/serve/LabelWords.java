package dev.regraft.serve;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.InputReader;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.HintVectors;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskDefinition.DeclaredLabel;
import dev.regraft.head.Kind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Has a task's backbone read what its declared labels are called, so that these words are weak examples of them. Words whose features the
 * task has already are not read again.
 */
@Singleton
public final class LabelWords {

    /** Words in one request to the backbone. */
    private static final int AT_ONCE = 1_000;

    private final InputReader inputs;

    public LabelWords(InputReader inputs) {
        this.inputs = inputs;
    }

    /**
     * The definition with the features of its labels' words; without any if it wants no hints, declares no label, asks for a number, or has
     * a backbone of something else than text.
     *
     * @param present the task as it is defined now, if it is
     * @throws RefusedException if the backbone does not take a label's description
     */
    TaskDefinition read(TaskDefinition definition, Optional<TaskDefinition> present, Backbone backbone) {
        if (!definition.hints() || definition.labels().isEmpty() || definition.kind() == Kind.REGRESSION
                || !backbone.modality().equals("text")) {
            return definition.withHintVectors(null);
        }
        SortedMap<String, String> vectors = known(definition, present, backbone);
        List<DeclaredLabel> missing = definition.labels().stream().filter(label -> !vectors.containsKey(label.label())).toList();
        for (int from = 0; from < missing.size(); from += AT_ONCE) {
            vectors.putAll(read(missing.subList(from, Math.min(from + AT_ONCE, missing.size())), backbone));
        }
        return definition.withHintVectors(new HintVectors(backbone.space(), vectors, null));
    }

    /** The vectors of labels whose words are what they were. */
    private static SortedMap<String, String> known(TaskDefinition definition, Optional<TaskDefinition> present, Backbone backbone) {
        SortedMap<String, String> vectors = new TreeMap<>();
        HintVectors before = present.map(TaskDefinition::hintVectors).flatMap(v -> v.of(backbone.space().backbone()))
                .filter(v -> v.space().equals(backbone.space())).orElse(null);
        if (before != null) {
            Map<String, String> words = new HashMap<>();
            present.get().labels().forEach(label -> words.put(label.label(), words(label)));
            for (DeclaredLabel label : definition.labels()) {
                String vector = before.vectors().get(label.label());
                if (vector != null && words(label).equals(words.get(label.label()))) {
                    vectors.put(label.label(), vector);
                }
            }
        }
        return vectors;
    }

    private SortedMap<String, String> read(List<DeclaredLabel> labels, Backbone backbone) {
        List<Input> words = new ArrayList<>();
        for (DeclaredLabel label : labels) {
            words.add(input(label));
        }
        List<Extraction> extractions = Waiting.on(backbone.extract(words, Priority.SERVE));
        Map<String, Features> features = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            features.put(labels.get(i).label(), extractions.get(i).features());
        }
        return HintVectors.of(backbone.space(), features).vectors();
    }

    private Input input(DeclaredLabel label) {
        try {
            return inputs.text(words(label));
        } catch (RefusedException e) {
            throw new RefusedException("invalid-task", "labels.description", e.detail());
        }
    }

    /** The description of a label, or its name with {@code _} and {@code -} as spaces; the name as it is if nothing is left of it. */
    static String words(DeclaredLabel label) {
        if (label.description() != null && !label.description().isBlank()) {
            return label.description();
        }
        String spaced = label.label().replace('_', ' ').replace('-', ' ');
        return spaced.isBlank() ? label.label() : spaced;
    }
}
