package dev.regraft.backbone;

import dev.regraft.feature.Features;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.GivenVectors;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What stands where a backbone would, for tasks that have none: vectors made elsewhere are features already, and no lane has to run. */
record NoBackbone(FeatureSpace space) implements Backbone {

    /**
     * The one that takes inputs like this.
     *
     * @throws dev.regraft.feature.RefusedException if it is no vector
     */
    static NoBackbone of(Input input) {
        input.requireFor(GivenVectors.BACKBONE, Optional.empty());
        return new NoBackbone(((Input.Vector) input).space());
    }

    private record Taken(Features features) implements PreparedInput {

        @Override
        public int length() {
            return 1;
        }
    }

    @Override
    public String modality() {
        return "features";
    }

    @Override
    public CompletableFuture<List<Extraction>> extract(List<Input> inputs, Priority priority) {
        return run(inputs.stream().map(this::prepare).toList(), priority);
    }

    @Override
    public void check(Input input) {
        input.requireFor(GivenVectors.BACKBONE, Optional.of(space));
    }

    @Override
    public PreparedInput prepare(Input input) {
        return new Taken(((Input.Vector) input.requireFor(GivenVectors.BACKBONE, Optional.of(space))).features());
    }

    @Override
    public CompletableFuture<List<Extraction>> run(List<? extends PreparedInput> inputs, Priority priority) {
        return CompletableFuture.completedFuture(inputs.stream()
                .map(input -> new Extraction(((Taken) input).features(), false, input.length())).toList());
    }
}
