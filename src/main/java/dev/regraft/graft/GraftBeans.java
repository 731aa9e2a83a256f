package dev.regraft.graft;

import dev.regraft.train.LdaLearner;
import dev.regraft.train.Learner;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** What the container makes of plain classes. */
@Singleton
public final class GraftBeans {

    @Produces
    @Singleton
    Learner learner() {
        return new LdaLearner();
    }

    /** The clock of the service: it ticks in milliseconds, as the log does. */
    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}
