/**
 * ONNX files and ONNX Runtime: cut, compose, run; matrix products.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: no session is created once the service is stopping ({@link dev.regraft.onnx.OnnxRuntime}): the runtime's own
 * shutdown hook frees the environment in parallel, and a session created then kills the JVM.</li>
 * </ul>
 */
package dev.regraft.onnx;
