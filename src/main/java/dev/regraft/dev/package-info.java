/**
 * The embedded broker and the sample stream.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: the broker is the real one, in KRaft mode, in this JVM. Its classes are an optional dependency and are touched in
 * {@link dev.regraft.dev.KraftServer} only, so that a package without them starts as long as nobody asks for the broker.</li>
 * </ul>
 */
package dev.regraft.dev;
