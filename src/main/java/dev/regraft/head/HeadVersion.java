package dev.regraft.head;

import java.time.Instant;
import java.util.List;

/**
 * A trained head with its number and where it came from. Immutable; never published again under the same number.
 *
 * @param version from 1 up, one more for each head of the task
 * @param examples how many examples it was trained from
 * @param trainedAt when
 * @param metrics how good it is
 */
public record HeadVersion(int version, Head head, long examples, Instant trainedAt, Metrics metrics) {

    public HeadVersion {
        if (version < 1) {
            throw new IllegalArgumentException("version must be positive: " + version);
        }
    }

    public String sha256() {
        return head.sha256();
    }

    public List<String> labels() {
        return head.labels();
    }
}
