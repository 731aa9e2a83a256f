package dev.regraft.backbone;

/**
 * How the backbones share the processors.
 *
 * @param lanes threads that run backbones, each using one processor
 * @param maxWaitingRequests requests to serve that may wait before more are turned away
 * @param maxBatchTokens most tokens in one run, over all its rows; a single longer row runs alone
 */
public record LaneSettings(int lanes, int maxWaitingRequests, int maxBatchTokens) {

    public LaneSettings {
        requirePositive("lanes", lanes);
        requirePositive("maxWaitingRequests", maxWaitingRequests);
        requirePositive("maxBatchTokens", maxBatchTokens);
    }

    /**
     * One lane for each processor, 1,024 requests waiting, 512 tokens a run: MiniLM comes to its most texts a second there (on two
     * lanes 640 short ones; 600 with 256 tokens, 340 with one row), and a larger run only keeps a lane from those who wait: 0.13 s.
     */
    public static LaneSettings defaults() {
        return new LaneSettings(Runtime.getRuntime().availableProcessors(), 1_024, 512);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
