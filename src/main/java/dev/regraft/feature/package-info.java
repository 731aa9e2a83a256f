/**
 * The vectors that pass from a backbone to a head: fixed point, the space they live in.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: features are 16-bit fixed point with 14 fraction bits. A unit-norm feature fits, a product of two stays
 * below 2^28, and sums of such products are exact in a {@code long} (and in a {@code double} up to 2^53), which is what
 * makes the training statistics independent of order.</li>
 * <li>2026-11-23: {@link dev.regraft.feature.RefusedException} lives here, at rank 0, because an input is refused by
 * {@code backbone} and a label by {@code graft}, and the edges answer both alike.</li>
 * <li>2026-11-23: every binary record of the log has one frame ({@link dev.regraft.feature.RecordFrame}): letters, version, checksum.</li>
 * </ul>
 */
package dev.regraft.feature;
