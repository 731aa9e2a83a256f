/**
 * Streams of labeled examples that are simulated, and what is served while they are learned.
 *
 * <p>A {@link dev.regraft.streams.LabeledStream} draws examples from a {@link dev.regraft.streams.Pool} as its
 * {@link dev.regraft.streams.Mix} says which labels come when, and lets {@link dev.regraft.streams.Disturbance}s have their way with them.
 * A {@link dev.regraft.streams.SimulatedTask} is the real {@link dev.regraft.graft.Graft} and the real replica without a log between them;
 * {@link dev.regraft.streams.StreamRun} feeds the one to the other and notes in a {@link dev.regraft.streams.Trace} how good what is served
 * is at every moment, by the labels that are true. A seed decides everything.
 */
package dev.regraft.streams;
