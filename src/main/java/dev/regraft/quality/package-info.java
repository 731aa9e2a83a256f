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
 * <li>2026-11-26: DESIGN.md 5 lets a head go live unproven only if it is the first or adds a label. Two more may: one that follows a correction, for
 * what a user takes back must not go on answering, and one that has learned twice as many examples and lost no more than it won, for with a margin
 * of 0.01 no test can tell two good heads apart on fewer than 570 examples, and a task of 20 would stay with the head of its first 2.</li>
 * </ul>
 */
package dev.regraft.quality;
