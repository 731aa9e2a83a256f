/**
 * ONNX files and ONNX Runtime: cut, compose, run; matrix products.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: no session is created once the service is stopping ({@link dev.regraft.onnx.OnnxRuntime}): the runtime's own
 * shutdown hook frees the environment in parallel, and a session created then kills the JVM.</li>
 * <li>2026-11-23: sums over the tokens in a composed graph are matrix products, not ReduceSum, which adds in another order when the
 * batch is a single row: features must not depend on the batch.</li>
 * <li>2026-11-23: denormals are not flushed: with one thread a session, the option reaches no lane but changes the arithmetic of the Java
 * thread that opens the first session (measured, 1.29.0).</li>
 * <li>2026-11-23: the runtime's environment is made only by {@code OnnxRuntime.environment()}, which switches its telemetry off first.
 * With telemetry on, 1.29.0 crashes the JVM there when the command line is longer than about 4,000 bytes, as one with a class path
 * is (measured: 3,600 well, 4,000 not).</li>
 * </ul>
 */
package dev.regraft.onnx;
