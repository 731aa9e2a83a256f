/**
 * One task's loop: learn, judge, publish, swap. {@link dev.regraft.graft.Graft} is the class to read first.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: a task is one incarnation of its name, told apart by the time it was created. A vector names the incarnation
 * it was labeled for, so that what a deleted task left in the log is never learned by a later task of the same name.</li>
 * <li>2026-11-23: an operator's promote and rollback travel through the same partition as the task's vectors. So a task's state
 * has one writer, the owner of the partition, and examples and orders have one order.</li>
 * <li>2026-11-23: the state of a task names how far into the log of examples it has learned ({@link dev.regraft.graft.Progress});
 * whoever waits for an example waits for that.</li>
 * <li>2026-11-26: Graft folds and publishes; how heads are learned is {@link dev.regraft.graft.TwoSpeeds}, which of them is live is
 * {@link dev.regraft.graft.Judge}, whose evidence lies in the task's state.</li>
 * </ul>
 */
package dev.regraft.graft;
