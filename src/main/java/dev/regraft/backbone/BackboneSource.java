package dev.regraft.backbone;

import dev.regraft.feature.GivenVectors;

/** Where backbones come from, by name. */
public interface BackboneSource {

    /**
     * The backbone of that name, ready to run.
     *
     * @throws dev.regraft.feature.RefusedException {@code unknown-backbone} if there is none of this name
     * @throws IllegalStateException if the service is stopping
     */
    Backbone load(String name);

    /**
     * What makes the features of an input, for a task of that backbone: the backbone, or where that is {@code none} what takes vectors like
     * this input, without loading anything.
     *
     * @throws dev.regraft.feature.RefusedException if there is no backbone of this name, or there is to be none and the input is no vector
     * @throws IllegalStateException if the service is stopping
     */
    default Backbone load(String name, Input input) {
        return name.equals(GivenVectors.BACKBONE) ? NoBackbone.of(input) : load(name);
    }
}
