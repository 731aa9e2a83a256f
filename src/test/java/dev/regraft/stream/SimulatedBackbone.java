package dev.regraft.stream;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.PreparedInput;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A network of three features that answers at once: a text {@code "1 -2 3"} is its own vector, in hundredths. */
final class SimulatedBackbone implements Backbone {

    static final FeatureSpace SPACE = new FeatureSpace("toy", "0".repeat(64), 3);

    private record Words(Features features) implements PreparedInput {
        @Override
        public int length() {
            return 3;
        }
    }

    static Features features(String text) {
        String[] words = text.split(" ");
        return Features.quantise(Integer.parseInt(words[0]) / 100f, Integer.parseInt(words[1]) / 100f, Integer.parseInt(words[2]) / 100f);
    }

    @Override
    public FeatureSpace space() {
        return SPACE;
    }

    @Override
    public String modality() {
        return "text";
    }

    @Override
    public CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority) {
        return run(inputs.stream().map(this::prepare).toList(), priority);
    }

    @Override
    public PreparedInput prepare(Input input) {
        return switch (input) {
            case Input.Text(String text) -> new Words(features(text));
            case Input.Image _, Input.Tensor _, Input.Vector _ -> throw input.refusedBy(this);
        };
    }

    @Override
    public void check(Input input) {
        prepare(input);
    }

    @Override
    public CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority) {
        return CompletableFuture.completedFuture(
                inputs.stream().map(input -> new Extraction(((Words) input).features(), false, input.length())).toList());
    }
}
