package dev.regraft.backbone;

/**
 * A bucket of tokens that fills evenly, and holds what comes in a second, or one. Whoever finds something in it may go, and takes out as much as he
 * needs: a debt is waited for by those who come next. So nothing is too large for it, and what is taken over time is never more than the rate. Not
 * thread-safe.
 */
final class RateLimit {

    private static final double NANOS_PER_MINUTE = 60e9;

    private final double perNano;
    private final double most;
    private double balance;
    private long countedNanos;

    /** @param perMinute null for no limit */
    RateLimit(Integer perMinute, long nowNanos) {
        this.perNano = perMinute == null ? Double.POSITIVE_INFINITY : perMinute / NANOS_PER_MINUTE;
        this.most = perMinute == null ? Double.POSITIVE_INFINITY : Math.max(1, perMinute / 60.0);
        this.balance = most;
        this.countedNanos = nowNanos;
    }

    /** How long until one may go. */
    long waitNanos(long nowNanos) {
        fill(nowNanos);
        // Less than one is left over by rounding only.
        return balance >= 1 - 1e-6 ? 0 : (long) Math.ceil((1 - balance) / perNano);
    }

    /** Takes out as much; a negative amount, which was taken too much, is given back. */
    void take(long amount, long nowNanos) {
        fill(nowNanos);
        balance = Math.min(most, balance - amount);
    }

    private void fill(long nowNanos) {
        if (most < Double.POSITIVE_INFINITY) {
            balance = Math.min(most, balance + (nowNanos - countedNanos) * perNano);
            countedNanos = nowNanos;
        }
    }
}
