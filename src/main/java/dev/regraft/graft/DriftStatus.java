package dev.regraft.graft;

import java.time.Instant;

/**
 * How the last inputs that this replica answered compare with the training set.
 *
 * @param window how many different inputs are compared
 * @param distance of the last window from the training set; null where no report of the set is known, as is the next
 * @param threshold what a distance alarms beyond
 * @param drifting whether an alarm lasts
 * @param since when the alarm was raised that lasts; null if there is none
 * @param expectedAccuracy the accuracy that the heads expected of their answers in the window, without any label; null if the task has no
 *     single label
 * @param novelShare share of the window's inputs that were novel; null if the heads cannot say
 * @param novelThreshold what a share of novel inputs alarms beyond; null if the heads cannot say
 * @param inputs how many inputs this replica has watched, up to and with the window
 * @param at when the window ended
 */
public record DriftStatus(int window, Double distance, Double threshold, boolean drifting, Instant since, Double expectedAccuracy,
        Double novelShare, Double novelThreshold, long inputs, Instant at) {
}
