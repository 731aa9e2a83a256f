/**
 * The log: examples in, features kept, heads out, predictions.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: extract, train and follow use the Kafka client directly: extract needs a transaction around each batch, train
 * and follow fold compacted topics from their beginning. Requests and predictions go through Reactive Messaging.</li>
 * <li>2026-11-23: every group member is static ({@code group.instance.id} from {@code regraft.instance}), so that a restart takes up
 * its partitions at once instead of after the session time-out. 2026-11-25: cooperative, with a session time-out of 15 s
 * ({@code kafka.session.timeout.ms}); a process that is stopped leaves the group, so that the others take over at once.</li>
 * <li>2026-11-23: each of the three threads is crash-only: what it cannot handle closes its clients, and after a pause it starts
 * again from the log.</li>
 * <li>2026-11-25: the topics of features and heads have the same number of partitions, and all of a task lies in one of each. So a
 * transaction of one trainer that hangs holds up the readers of its own partition only, and after a trainer has fenced its predecessor
 * nothing undecided is left in front of it.</li>
 * <li>2026-11-25: nothing in {@code dev.regraft.stream} sleeps or waits for another thread while it holds a partition: what is not there yet is
 * looked for in a later turn. That is also what lets the simulation run the real readers on one thread.</li>
 * <li>2026-11-25: records of a task name its incarnation in the header {@code task-created-at}, for keys do not. Compaction may keep the wrong
 * one of two incarnations' records: {@link dev.regraft.stream.PartitionFold} writes the right one again, and features are not compacted within
 * the first hour.</li>
 * <li>2026-11-25: a snapshot is a copy of the compacted partition, not of the statistics: 100,000 examples are folded from it in about a
 * second, and it cannot disagree with the log. It is left aside when it is older than half of {@code delete.retention.ms}: a deletion that
 * came after it may be gone.</li>
 * <li>2026-11-25: a record of a later format stops the training of its partition (and is told in the health data) instead of being skipped: a
 * head without it would be wrong. One that is damaged goes to the dead letters.</li>
 * <li>2026-11-26: texts of examples are not kept a second time: whoever wants to see one reads the topic of examples at the place that the
 * vector's record names, as long as that holds it ({@link dev.regraft.stream.KafkaExampleArchive}).</li>
 * <li>2026-11-26: where the input of an example stands is kept in memory and in snapshots (about 64 bytes each): when its task changes the backbone, the
 * trainer of the partition has the new one read it again. An example then has both vectors under its one key, so that its label is written once,
 * until a head of the new features is live.</li>
 * <li>2026-11-26: what a trainer writes under the key of an example goes into the log only directly behind what it has read, in a transaction that is
 * given up if anything lies between: several write under those keys, and the last one wins. It is tried only when all is read, for what is given up
 * has to be read over.</li>
 * </ul>
 */
package dev.regraft.stream;
