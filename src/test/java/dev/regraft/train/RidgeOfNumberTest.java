package dev.regraft.train;

import dev.regraft.head.Kind;

class RidgeOfNumberTest extends NumberContract {

    @Override
    Learner learner() {
        return new RidgeLearner(Kind.REGRESSION, Balance.NONE);
    }
}
