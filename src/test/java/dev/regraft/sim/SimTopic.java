package dev.regraft.sim;

import java.util.List;
import org.apache.kafka.common.Uuid;

/** A topic of the simulated cluster; one that is created again under its name has another id. */
record SimTopic(String name, Uuid id, boolean compacted, List<SimPartition> partitions) {
}
