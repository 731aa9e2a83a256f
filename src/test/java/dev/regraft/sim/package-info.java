/**
 * A Kafka cluster that is simulated: in memory, on one thread, by a seed.
 *
 * <p>{@link dev.regraft.sim.SimCluster} keeps the logs, the transactions and the groups; a {@link dev.regraft.sim.SimProcess} gets its
 * clients from it, which are the interfaces that production code uses; a scheduler, which belongs to the test, decides who takes the next
 * turn, when {@link dev.regraft.sim.SimClock} moves and what breaks. The same seed and the same turns give the same run: nothing here reads
 * the time, starts a thread or depends on the order of a hash table.
 *
 * <p>No call blocks. Where a real client would wait for another process the simulation lets time pass in zero turns (the markers of a
 * transaction that is committing are written before the same {@code transactional.id} goes on) or gives the answer that the real client
 * gives when its patience ends (a {@code TimeoutException}, a poll that returns nothing).
 */
package dev.regraft.sim;
