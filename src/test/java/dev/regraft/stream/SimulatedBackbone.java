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

/**
 * A network that answers at once: for {@code toy} a text {@code "1 -2 3"} is its own vector, in hundredths; {@code other} has one more number, and
 * the others the other way round.
 */
final class SimulatedBackbone implements Backbone {

    static final List<String> NAMES = List.of("toy", "other");

    private final String name;

    SimulatedBackbone(String name) {
        this.name = name;
    }

    static FeatureSpace space(String name) {
        int place = NAMES.indexOf(name);
        return new FeatureSpace(name, Integer.toString(place).repeat(64), 3 + place);
    }

    private record Words(Features features) implements PreparedInput {
        @Override
        public int length() {
            return 3;
        }
    }

    static Features features(String name, String text) {
        String[] words = text.split(" ");
        float[] numbers = {Integer.parseInt(words[0]) / 100f, Integer.parseInt(words[1]) / 100f, Integer.parseInt(words[2]) / 100f};
        return name.equals("toy") ? Features.quantise(numbers) : Features.quantise(numbers[2], 0.25f, numbers[1], numbers[0]);
    }

    @Override
    public FeatureSpace space() {
        return space(name);
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
            case Input.Text(String text) -> new Words(features(name, text));
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
