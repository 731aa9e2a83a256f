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
 * <li>2026-11-26: vectors made elsewhere get the number one appended before they are brought to length one ({@link
 * dev.regraft.feature.GivenVectors}), and are scaled by nothing else. Linear discriminants of 10 examples a label, scikit-learn, ten draws, raw, without
 * and with the one: iris, standardised, 96.1, 85.1 and 94.8 % (logistic regression 95.0, 85.5 and 95.2); wine, standardised, 93.9, 94.3 and 94.7; breast
 * cancer, standardised, 92.6, 95.1 and 94.8; digits 89.1, 87.3 and 87.3. A column that is 1000 times as large as the others hides them (wine as it is:
 * 93.9, 85.9 and 87.1): columns are the client's to standardise, for their scale, learned, would not be a function of the set alone.</li>
 * </ul>
 */
package dev.regraft.feature;
