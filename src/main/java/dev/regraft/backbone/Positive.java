package dev.regraft.backbone;

/** Numbers in the configuration of a backbone that must be at least 1. */
final class Positive {

    private Positive() {
    }

    /**
     * Refuses a number below 1.
     *
     * @param number null if none is configured
     * @throws IllegalArgumentException naming key and value
     */
    static void require(String backbone, String key, Number number) {
        if (number != null && number.longValue() < 1) {
            throw new IllegalArgumentException(key + " of backbone " + backbone + " must be at least 1: " + number);
        }
    }
}
