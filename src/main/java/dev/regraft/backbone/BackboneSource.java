package dev.regraft.backbone;

/** Where backbones come from, by name. */
public interface BackboneSource {

    /**
     * The backbone of that name, ready to run.
     *
     * @throws dev.regraft.feature.RefusedException {@code unknown-backbone} if there is none of this name
     * @throws IllegalStateException if the service is stopping
     */
    Backbone load(String name);
}
