package dev.regraft.train;

import java.util.function.DoubleFunction;

/**
 * A discriminant with the temperature that its left-out scores ask for.
 *
 * @param balance whether labels are as probable as they are frequent, or all alike
 */
record CalibratedDiscriminant(Discriminant discriminant, Balance balance, ScoredExamples scored, Calibration calibration) {

    /** ε where no example can be left out: then S_W is zero and ε means nothing. */
    private static final double DEFAULT_EPSILON = 0.5;

    static CalibratedDiscriminant of(Discriminant discriminant, Balance balance) {
        ScoredExamples scored = discriminant.scored(balance);
        double temperature = Math.sqrt(discriminant.scatter().frame().dimension());
        return new CalibratedDiscriminant(discriminant, balance, scored, Calibration.fit(scored, temperature));
    }

    /**
     * The one of least left-out log loss at its own best temperature. With a balance to be found out, the frequencies count unless at the
     * best ε equal priors have a lesser loss.
     *
     * @param grid values of ε
     */
    static CalibratedDiscriminant best(double[] grid, Scatter scatter, LeaveOneOut leaveOneOut, Balance balance) {
        Balance first = balance == Balance.AUTO ? Balance.NONE : balance;
        DoubleFunction<CalibratedDiscriminant> trial = epsilon -> of(Discriminant.of(epsilon, scatter, leaveOneOut), first);
        CalibratedDiscriminant best = leaveOneOut.size() == 0
                ? trial.apply(DEFAULT_EPSILON)
                : GridSearch.least(grid, trial, tried -> tried.calibration.logLoss());
        if (balance != Balance.AUTO || leaveOneOut.size() == 0) {
            return best;
        }
        CalibratedDiscriminant equal = of(best.discriminant, Balance.INVERSE_FREQUENCY);
        return equal.calibration.logLoss() < best.calibration.logLoss() ? equal : best;
    }
}
