package dev.regraft.backbone;

/** The backbones that this process has because they were registered. */
public interface RegisteredBackbones {

    /**
     * Has this one from now on, or as it is now defined.
     *
     * @throws IllegalArgumentException if its name is another's
     */
    void register(BackboneDefinition definition);

    /** Has none of that name any more. */
    void remove(String name);
}
