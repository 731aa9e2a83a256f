package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridSearchTest {

    private static final double[] GRID = {1, 2, 4, 8, 16, 32, 64};

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 4, 8, 16, 32, 64})
    void findsTheLeastOfOneValley(double bottom) {
        List<Double> tried = new ArrayList<>();
        double best = GridSearch.least(GRID, number -> {
            tried.add(number);
            return number;
        }, number -> Math.abs(Math.log(number / bottom)));
        assertEquals(bottom, best);
        assertEquals(5, tried.size());
    }
}
