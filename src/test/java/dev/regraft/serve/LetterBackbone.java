package dev.regraft.serve;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.PreparedInput;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A network of two features that answers at once: how long a text is, and what share of it is spaces. It remembers what it has read. */
final class LetterBackbone implements Backbone {

    final List<String> read = new ArrayList<>();
    final List<Integer> requests = new ArrayList<>();

    private final String modality;
    private final FeatureSpace space;

    /** @param digit that its digest is made of */
    LetterBackbone(String modality, String digit) {
        this.modality = modality;
        this.space = new FeatureSpace("letters", digit.repeat(64), 2);
    }

    private record Letters(String text) implements PreparedInput {
        @Override
        public int length() {
            return text.length();
        }
    }

    static Features features(String text) {
        return Features.quantise(Math.min(1, text.length() / 100f), text.chars().filter(c -> c == ' ').count() / (float) text.length());
    }

    @Override
    public FeatureSpace space() {
        return space;
    }

    @Override
    public String modality() {
        return modality;
    }

    @Override
    public CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority) {
        return run(inputs.stream().map(this::prepare).toList(), priority);
    }

    @Override
    public PreparedInput prepare(Input input) {
        return switch (input) {
            case Input.Text(String text) -> new Letters(text);
            case Input.Image _, Input.Tensor _, Input.Vector _ -> throw input.refusedBy(this);
        };
    }

    @Override
    public void check(Input input) {
        prepare(input);
    }

    @Override
    public CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority) {
        List<String> texts = inputs.stream().map(input -> ((Letters) input).text()).toList();
        read.addAll(texts);
        requests.add(texts.size());
        return CompletableFuture.completedFuture(texts.stream().map(text -> new Extraction(features(text), false, text.length())).toList());
    }
}
