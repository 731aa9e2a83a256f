package dev.regraft.backbone;

import java.util.concurrent.CompletionStage;

/** Where backbones are registered for all replicas. A stage completes when that is kept, exceptionally if it is not. */
public interface BackboneRegistry {

    /** Registers a backbone, new or changed. */
    CompletionStage<Void> register(BackboneDefinition definition);

    /** Takes a backbone away. */
    CompletionStage<Void> remove(String name);
}
