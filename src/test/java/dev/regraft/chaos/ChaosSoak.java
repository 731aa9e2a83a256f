package dev.regraft.chaos;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The long form of the chaos test: 100,000 examples on one broker, then on three; another plan every time. */
class ChaosSoak {

    private static final List<Size> SIZES = List.of(new Size(40_000, 1, 14, 2, 1), new Size(60_000, 3, 18, 3, 2));

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void losesNothingAndLearnsNothingTwiceWhateverDies() throws Exception {
        Chaos.run("long", Long.getLong("chaos.seed", ThreadLocalRandom.current().nextInt(1_000_000)), SIZES);
    }
}
