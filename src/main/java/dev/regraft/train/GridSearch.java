package dev.regraft.train;

import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** Tries the numbers of a grid from coarse to fine: every other one, then the neighbours of the best of those. */
final class GridSearch {

    private GridSearch() {
    }

    /**
     * What the best number gives; of equal ones the first that was tried.
     *
     * @param grid an odd count of numbers, in order
     * @param trial what a number gives
     * @param loss how bad that is
     */
    static <T> T least(double[] grid, DoubleFunction<T> trial, ToDoubleFunction<T> loss) {
        if (grid.length == 1) {
            return trial.apply(grid[0]);
        }
        T best = trial.apply(grid[1]);
        int middle = 1;
        for (int i = 3; i < grid.length; i += 2) {
            T next = trial.apply(grid[i]);
            if (loss.applyAsDouble(next) < loss.applyAsDouble(best)) {
                best = next;
                middle = i;
            }
        }
        for (int i : new int[] {middle - 1, middle + 1}) {
            T next = trial.apply(grid[i]);
            best = loss.applyAsDouble(next) < loss.applyAsDouble(best) ? next : best;
        }
        return best;
    }
}
