package dev.regraft.graft;

import dev.regraft.train.Learners;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/** What the container makes of plain classes. */
@Singleton
public final class GraftBeans {

    @Produces
    @Singleton
    Training training(Limits limits, InstantSource clock, ExampleArchive archive) {
        Reviewer reviewer = new Reviewer(BackgroundThread.start("regraft-review"), archive);
        return new Training(Learners::of, limits.taskExamples(), BackgroundThread.start("regraft-background"), Optional.of(reviewer), clock);
    }

    void stop(@Disposes Training training) {
        ((BackgroundThread) training.background()).close();
        training.reviewer().ifPresent(reviewer -> ((BackgroundThread) reviewer.executor()).close());
    }

    @Produces
    @Singleton
    Examiner examiner() {
        return new Examiner();
    }

    void stop(@Disposes Examiner examiner) {
        examiner.close();
    }

    @Produces
    @Singleton
    DriftWatch driftWatch(DriftConfig config, MeterRegistry meters) {
        return new DriftWatch(config, work -> Thread.ofVirtual().name("regraft-drift").start(work), meters);
    }

    /** The clock of the service: it ticks in milliseconds, as the log does. */
    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}
