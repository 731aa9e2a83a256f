/**
 * The small classifier on top: immutable, its prediction, its version, and which one is live.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: a head's weights are {@code dimension × labels}, row-major, in fp32. Scoring walks the rows and adds to all
 * labels at once: no reduction whose order could differ, and the compiler vectorises it.</li>
 * <li>2026-11-23: a head's SHA-256 covers what decides its answers (space, algorithm, labels, weights, biases, temperature,
 * kind and random features) and nothing of when or from how much it was trained, so equal training sets give equal digests.</li>
 * <li>2026-11-25: in memory each row of the weights is an array by itself, and so are the signs of random features: with an offset into one
 * large array the compiler does not vectorise (384 × 150: 16 µs, by rows 4 µs, the same bits).</li>
 * </ul>
 */
package dev.regraft.head;
