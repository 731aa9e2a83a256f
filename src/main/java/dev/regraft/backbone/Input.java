package dev.regraft.backbone;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import java.util.List;
import java.util.Optional;

/** What a backbone is given, or what stands in its place where a task has none. */
public sealed interface Input permits Input.Text, Input.Image, Input.Tensor, Input.Vector {

    /** What was sent, for people to read; null if it is no text. */
    String textOrNull();

    /** What it is called where it is given: {@code text}, {@code image}, {@code tensor} or {@code features}. */
    String modality();

    /**
     * This input, for a task of that backbone. Whether the backbone can read it, it says itself.
     *
     * @param vectors the space of the vectors that the task takes, if it has no backbone; empty while those of any dimension will do
     * @throws RefusedException if the task takes other inputs
     */
    default Input requireFor(String backbone, Optional<FeatureSpace> vectors) {
        if (backbone.equals(GivenVectors.BACKBONE)) {
            throw new RefusedException("invalid-input", modality(), "an input of a task whose backbone is none must be features: " + modality());
        }
        return this;
    }

    /** Why a backbone of something else cannot read this. */
    default RefusedException refusedBy(Backbone backbone) {
        return new RefusedException("invalid-input", modality(), "backbone " + backbone.space().backbone() + " reads inputs of "
                + backbone.modality() + " only: " + modality());
    }

    /** A text as the client sent it, neither empty nor blank; {@link InputReader} makes it. */
    record Text(String text) implements Input {

        @Override
        public String textOrNull() {
            return text;
        }

        @Override
        public String modality() {
            return "text";
        }
    }

    /** An image file as the client sent it; whether it can be read, a backbone says. */
    record Image(byte[] bytes) implements Input {

        @Override
        public String textOrNull() {
            return null;
        }

        @Override
        public String modality() {
            return "image";
        }
    }

    /**
     * Numbers as a network takes them; whether it does, a backbone says.
     *
     * @param shape lengths of at least one axis, each at least 1
     * @param data as many as the shape has places, row-major; owned by this
     */
    record Tensor(List<Long> shape, double[] data) implements Input {

        @Override
        public String textOrNull() {
            return null;
        }

        @Override
        public String modality() {
            return "tensor";
        }
    }

    /** A vector made elsewhere, as the features that it becomes; {@link InputReader} makes it. */
    record Vector(Features features) implements Input {

        /** The space of vectors like this one. */
        FeatureSpace space() {
            return GivenVectors.space(features.dimension() - 1);
        }

        @Override
        public String textOrNull() {
            return null;
        }

        @Override
        public String modality() {
            return "features";
        }

        @Override
        public Input requireFor(String backbone, Optional<FeatureSpace> vectors) {
            if (!backbone.equals(GivenVectors.BACKBONE)) {
                throw new RefusedException("invalid-input", "features", "features are taken by tasks whose backbone is none: " + backbone);
            }
            if (vectors.isPresent() && vectors.get().dimension() != features.dimension()) {
                throw new RefusedException("invalid-input", "features", "features must be " + GivenVectors.numbers(vectors.get())
                        + " numbers, as those of the task's first example were: " + (features.dimension() - 1));
            }
            return this;
        }
    }
}
