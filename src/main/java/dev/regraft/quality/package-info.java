/** Measures heads and decides: scorecard, gate, calibration, novelty, slices, label issues, drift. */
package dev.regraft.quality;
