/**
 * Measures heads and decides: scorecard, gate, calibration, novelty, slices, label issues, drift.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-26: evidence is three counts (wins, losses, ties). The e-process has a closed form, and the confidence sequence bets fixed stakes, mixed,
 * in place of stakes that follow what was seen: so both are functions of the counts, the same in any order and after any restart.</li>
 * <li>2026-11-26: the candidate goes on learning while it is tried: what is tested is the line of newest heads, each of which predicts before it
 * learns. A line that is proven worse begins a new trial, at alpha / (1 + rejections)².</li>
 * <li>2026-11-26: of equal vectors only the first is evidence: who repeats a label often enough would be right of it.</li>
 * <li>2026-11-26: DESIGN.md 5 lets a head go live unproven only if it is the first or adds a label. Others may: one that follows a deletion, for what
 * a user takes back must not go on answering; one that is learned by other settings, which may ask for other things than accuracy; and one that
 * follows a relabel, or has learned twice as many examples (of all, or of a label of fewer than 4) and lost no more than it won, while
 * leave-one-out accuracy holds. For with a margin of 0.01 no test can tell two good heads apart on fewer than 570 examples: a task of 20 would stay
 * with the head of its first 2. Without the condition of merit, bursts of flipped labels went live by growth.</li>
 * <li>2026-11-26: 500 examples, 20 % of them flipped towards one or two labels, on CLINC150 ({@code BurstStudy}, served accuracy on clean test
 * queries, points below what it was before): all 150 intents after 3,000 examples, 5 seeds, 0 to 1.0, where the immediate gate fell by 0.9 to 1.8; 20
 * intents, 3 settings of 10 seeds each, at most 0.5 but once 1.2, where the immediate one fell by up to 4.2.</li>
 * <li>2026-11-26: label issues are as many as confident learning counts, and those of the least probability of their label. CLINC150 with MiniLM,
 * 50 a label, 15 % flipped, 5 seeds: 97.4 to 98.2 % of as many as were flipped are right; ranked by the margin 90 %, counted in the confident
 * joint alone 75 %. Without any flip 1.4 % are under suspicion.</li>
 * <li>2026-11-26: what more examples would bring is told with the spread of power laws fitted to redrawn examples. CLINC150 from 10, 25 and 50 a
 * label: twice as many came true inside the 90 % interval in 8 of 9 cases.</li>
 * <li>2026-11-26: drift is told by windows of 100 served inputs, by two tests that share a false alarm a month: the distance of means of 512
 * random Fourier features, whose threshold is the saddlepoint of weighted chi-squares, and the number of novel inputs. CLINC150 with MiniLM
 * ({@code study.DriftStudy}, 20 streams each, 50 examples a label): no alarm in 1,980 windows of inputs that stay what they are, with 1,000,
 * 10 or 1/30 inputs a second alike; out of scope from one input to the next is noticed within 138 inputs, a quarter within 300 in 18
 * streams and 904 in all, a share that rises at 18 to 30 %, a tenth in 2 streams. By distance alone a rising share was noticed
 * at 42 to 68 %, and a quarter never.</li>
 * <li>2026-11-26: in a window, as in the training set, equal vectors count once: a client that repeats itself raised no alarm in 20 streams. Half
 * of the inputs from 1 or 5 of 150 intents did within 423, from 15 in 9 of 20 streams, from 50 never.</li>
 * </ul>
 */
package dev.regraft.quality;
