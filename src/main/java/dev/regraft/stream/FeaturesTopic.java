package dev.regraft.stream;

import java.time.Duration;
import org.apache.kafka.common.Uuid;

/**
 * What the cluster says of the topic of features.
 *
 * @param id of the topic: one that was deleted and created again has another
 * @param deleteRetention how long a deletion can be read, at least, before compaction takes it away
 */
record FeaturesTopic(Uuid id, Duration deleteRetention) {
}
