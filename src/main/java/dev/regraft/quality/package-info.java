/**
 * Measures heads and decides: scorecard, gate, calibration, novelty, slices, label issues, drift.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-26: drift is told by windows of 100 served inputs, by two tests that share a false alarm a month: the distance of means of 512
 * random Fourier features, whose threshold is the saddlepoint of weighted chi-squares, and the number of novel inputs. CLINC150 with MiniLM
 * ({@code study.DriftStudy}, 20 streams each, 50 examples a label): no alarm in 1,980 windows of inputs that stay what they are, with 1,000,
 * 10 or 1/30 inputs a second alike; out of scope from one input to the next is noticed within 138 inputs, a quarter out of scope
 * at the first window or two, a share that rises at 18 to 30 %, a tenth hardly ever. By distance alone a rising share was noticed
 * at 42 to 68 %, and a quarter never.</li>
 * <li>2026-11-26: in a window, as in the training set, equal vectors count once: a client that repeats itself raised no alarm in 20 streams. Half
 * of the inputs from 1 or 5 of 150 intents did within 423, from 15 in 9 of 20 streams, from 50 never.</li>
 * </ul>
 */
package dev.regraft.quality;
