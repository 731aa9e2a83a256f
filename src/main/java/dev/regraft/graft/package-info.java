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
 * <li>2026-11-26: training sets are examined on a thread of their own ({@link dev.regraft.graft.Examination}), so that no head of any task waits
 * for it. What is found is a record of its own in the log of heads: whoever takes a task over examines it anew, and a report that cannot be read
 * stops nobody from training.</li>
 * <li>2026-11-26: confusion, calibration, learning curve, slices and label issues of a report are the discriminant's, which can be left out of
 * exactly, not the live head's. CLINC150: 15,000 examples in 4 s, 60,000 in 9 s, and 7 s for
 * whether the backbone suits them, on a busy machine.</li>
 * <li>2026-11-26: what was answered is remembered by the replica that answered it, in memory: 1.6 µs a prediction. Feedback goes into the log of
 * features as a vector, without a record of the log of examples.</li>
 * <li>2026-11-26: the queue of what is worth a label is sorted by the live head of the moment it is asked for. CLINC150 with MiniLM and the
 * discriminant, 300 labels to begin with ({@code study.QueueStudy}, two draws): 80, 85, 88 and 90 % take 500 to 1,000 labels by the queue and 700 to
 * 2,050 at random: 72, 72, 63 and 53 % of them.</li>
 * <li>2026-11-26: how many numbers the vectors of a task without a backbone have is its first example's, as the trainer meets them in the log, and is
 * kept in the task's state for good: so replicas refuse others at the door, and what compaction leaves of the log cannot change it. Of first examples
 * that race, the trainer sends the losers to the dead letters.</li>
 * <li>2026-11-26: heads of two backbones are compared by what heads learned in the same way make of the same examples, each left out: the live head
 * has learned its examples, and the new one has predicted none. A new backbone was asked for, so it need not be proven better: it is enough that
 * it has not been worse by more than the margin.</li>
 * </ul>
 */
package dev.regraft.graft;
