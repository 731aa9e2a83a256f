/**
 * Predictions, examples, heads and reports over HTTP.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: requests run on virtual threads and wait in plain code; the backbone's lanes are platform threads.</li>
 * <li>2026-11-23: bodies are read here, not by the framework: each is bounded, must be valid UTF-8, and is refused with the field or
 * line at fault as a problem of RFC 9457.</li>
 * <li>2026-11-23: what the log does is known only through {@link dev.regraft.graft.Log} and {@link dev.regraft.graft.Tasks}.</li>
 * </ul>
 */
package dev.regraft.serve;
