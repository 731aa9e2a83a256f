/**
 * The log: examples in, features kept, heads out, predictions.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: extract, train and follow use the Kafka client directly: extract needs a transaction around each batch, train
 * and follow fold compacted topics from their beginning. Requests and predictions go through Reactive Messaging.</li>
 * <li>2026-11-23: every group member is static ({@code group.instance.id} from {@code regraft.instance}), so that a restart takes up
 * its partitions at once instead of after the session time-out.</li>
 * <li>2026-11-23: each of the three threads is crash-only: what it cannot handle closes its clients, and after a pause it starts
 * again from the log.</li>
 * </ul>
 */
package dev.regraft.stream;
