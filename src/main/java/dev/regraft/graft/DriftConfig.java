package dev.regraft.graft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How served inputs are watched: {@code regraft.drift.*}. */
@ConfigMapping(prefix = "regraft.drift")
public interface DriftConfig {

    /** How many different inputs of a task are compared with its training set at a time, in [20, 10000]. */
    @WithDefault("100")
    int window();
}
