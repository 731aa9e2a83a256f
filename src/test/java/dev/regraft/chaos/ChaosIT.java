package dev.regraft.chaos;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of the chaos test: one broker, a few thousand examples, every kind of fault, always the same plan. */
class ChaosIT {

    private static final Size SIZE = new Size(3_000, 1, 6, 1, 1);

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void losesNothingAndLearnsNothingTwiceWhateverDies() throws Exception {
        Chaos.run("short", Long.getLong("chaos.seed", 1), List.of(SIZE));
    }
}
