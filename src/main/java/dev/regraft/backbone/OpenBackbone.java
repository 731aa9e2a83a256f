package dev.regraft.backbone;

/** A backbone that holds what must be freed: a session in the runtime, connections. */
interface OpenBackbone extends Backbone, AutoCloseable {

    /** What there is to know of it, now that it is ready. */
    BackboneStatus status();

    /** Makes it as fast as it will be: the first run of a size allocates, and the JVM compiles on the way. */
    void warmUp();

    /** Frees it. Nobody uses it any more. */
    @Override
    void close();
}
