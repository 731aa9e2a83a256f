package dev.regraft.train;

import dev.regraft.head.Kind;

class RidgeOfLabelsTest extends LabelsContract {

    @Override
    Learner learner() {
        return new RidgeLearner(Kind.MULTI_LABEL, Balance.NONE);
    }
}
