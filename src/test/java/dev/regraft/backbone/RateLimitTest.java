package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void givesOutASecondsWorthAtOnceAndThenByTheRate() {
        RateLimit limit = new RateLimit(120, 0);
        for (int i = 0; i < 2; i++) {
            assertEquals(0, limit.waitNanos(0));
            limit.take(1, 0);
        }
        assertEquals(SECOND / 2, limit.waitNanos(0));
        assertEquals(SECOND / 4, limit.waitNanos(SECOND / 4));
        assertEquals(0, limit.waitNanos(SECOND / 2));
    }

    @Test
    void keepsNoMoreThanASecondsWorth() {
        RateLimit limit = new RateLimit(120, 0);
        limit.waitNanos(3_600 * SECOND);
        limit.take(2, 3_600 * SECOND);
        assertEquals(SECOND / 2, limit.waitNanos(3_600 * SECOND));
    }

    @Test
    void letsALargeAmountPassAndTheNextOneWaitForIt() {
        RateLimit limit = new RateLimit(60, 0);
        limit.take(11, 0);
        assertEquals(11 * SECOND, limit.waitNanos(0));
        limit.take(-5, 0);
        assertEquals(6 * SECOND, limit.waitNanos(0));
    }

    @Test
    void neverGivesMoreThanTheRateOverTime() {
        RateLimit limit = new RateLimit(90, 0);
        int taken = 0;
        for (long now = 0; now < 60 * SECOND; now += 7_000_003) {
            if (limit.waitNanos(now) == 0) {
                limit.take(1, now);
                taken++;
            }
        }
        assertEquals(90, taken, 1.5);
    }

    @Test
    void isNoLimitWhereNoneIsSet() {
        RateLimit limit = new RateLimit(null, 0);
        limit.take(Long.MAX_VALUE / 2, 0);
        assertEquals(0, limit.waitNanos(0));
    }
}
