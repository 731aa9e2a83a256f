package dev.regraft.dev;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;

/** What helps to try the service: {@code regraft.broker}, {@code regraft.sample}. */
@ConfigMapping(prefix = "regraft")
public interface DevConfig {

    /** Where the broker is. */
    enum BrokerMode {
        /** In this JVM, unless {@code kafka.bootstrap.servers} names another. */
        EMBEDDED,
        /** Where {@code kafka.bootstrap.servers} says. */
        EXTERNAL
    }

    /** The folder for what can be made again: prepared backbones, the embedded broker's log. */
    @WithDefault(".regraft")
    Path directory();

    /** The broker. */
    Broker broker();

    /** The sample stream. */
    Sample sample();

    /** The broker: {@code regraft.broker.*}. */
    interface Broker {

        /** Where it is: embedded (the default in development) or external. */
        @WithParentName
        @WithDefault("external")
        BrokerMode mode();

        /** Port of the embedded broker, on localhost. */
        @WithDefault("9092")
        int port();
    }

    /** The sample stream: {@code regraft.sample.*}. */
    interface Sample {

        /** Whether to create the task support and stream the sample tickets through it (the default in development). */
        @WithParentName
        @WithDefault("false")
        boolean enabled();

        /** Tickets in a second. */
        @WithDefault("10")
        double rate();
    }
}
