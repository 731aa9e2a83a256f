package dev.regraft.graft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** What this process does of all that the service does: {@code regraft.roles}. */
@ConfigMapping(prefix = "regraft")
public interface Roles {

    /** A share of the work, of which any number of processes may have any. */
    enum Role {
        /** Makes features of examples. */
        EXTRACT,
        /** Trains heads. */
        TRAIN,
        /** Answers over HTTP and Kafka. */
        SERVE
    }

    /** What this process does: any of {@code extract}, {@code train}, {@code serve}. */
    @WithDefault("extract,train,serve")
    Set<Role> roles();
}
