/**
 * The chaos test: the packaged service in three processes and Kafka in one or three, killed, stopped and frozen by a plan while examples
 * stream in, and compared in the end with one process that nobody disturbed.
 *
 * <p>A {@link dev.regraft.chaos.Plan} is a pure function of a seed: what is sent, and which {@link dev.regraft.chaos.Fault}s come when.
 * The {@link dev.regraft.chaos.Sender} sends, the {@link dev.regraft.chaos.Saboteur} disturbs, a {@link dev.regraft.chaos.Watcher} for
 * each replica asks it all the while, and the {@link dev.regraft.chaos.Checker} and the {@link dev.regraft.chaos.LogAudit}
 * decide in the end. Where a fault's moment needs the run's state (which replica trains just now, when a transaction is open) the plan
 * names the kind of moment, and the run finds it.
 */
package dev.regraft.chaos;
