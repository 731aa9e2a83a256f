package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldsTest {

    @ParameterizedTest
    @CsvSource({"24,3,10", "450,150,10", "2000,2,10", "2001,2,5", "15000,150,5", "100000,150,33", "9000,4000,8"})
    void everyLabelIsSpreadEvenly(int examples, int classes, int count) {
        Random random = new Random(examples);
        int[] labels = IntStream.range(0, examples).map(_ -> random.nextInt(classes)).toArray();
        Folds folds = Folds.of(labels, new int[classes]);
        assertEquals(count, folds.ends().length, classes == 4000 ? 3 : 0);
        int[] all = new int[classes];
        IntStream.of(labels).forEach(label -> all[label]++);
        for (int fold = 0; fold < folds.ends().length; fold++) {
            int[] here = new int[classes];
            for (int i = folds.from(fold); i < folds.ends()[fold]; i++) {
                here[labels[folds.order()[i]]]++;
                assertTrue(i == folds.from(fold) || folds.order()[i] > folds.order()[i - 1]);
            }
            for (int k = 0; k < classes; k++) {
                assertTrue(all[k] < 2 ? here[k] == 0 : Math.abs(here[k] - (double) all[k] / folds.ends().length) < 1);
            }
        }
        assertEquals(IntStream.of(labels).filter(label -> all[label] > 1).count(), folds.usable());
        assertEquals(examples, IntStream.of(folds.order()).distinct().count());
    }

    @Test
    void holdsOutAsManyFoldsAsAreEnough() {
        assertEquals(10, evaluated(450, 150));
        assertEquals(5, evaluated(3000, 150));
        assertEquals(2, evaluated(8000, 150));
        assertEquals(1, evaluated(15_000, 150));
        assertEquals(1, evaluated(100_000, 150));
    }

    private static int evaluated(int examples, int classes) {
        return Folds.of(IntStream.range(0, examples).map(i -> i % classes).toArray(), new int[classes]).evaluated(classes);
    }

    @Test
    void singletonsAreInNoFold() {
        Folds none = Folds.of(new int[] {0, 1, 2}, new int[3]);
        assertEquals(0, none.usable());
        assertEquals(0, none.evaluated(3));
        Folds two = Folds.of(new int[] {2, 1, 0, 1}, new int[3]);
        assertEquals(2, two.usable());
        assertEquals(2, two.evaluated(3));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,3", "40,60", "3000,5", "40000,300"})
    void examplesOfManyLabelsAreAllInAFold(int examples, int classes) {
        Random random = new Random(examples);
        int[][] labels = IntStream.range(0, examples)
                .mapToObj(_ -> IntStream.range(0, classes).filter(k -> random.nextInt(k + 2) == 0).toArray()).toArray(int[][]::new);
        Folds folds = Folds.ofMany(labels, classes);
        assertEquals(examples, folds.usable());
        assertEquals(examples, IntStream.of(folds.order()).distinct().count());
        assertTrue(folds.ends().length <= examples);
        for (int fold = 0; fold < folds.ends().length; fold++) {
            int size = folds.ends()[fold] - folds.from(fold);
            assertTrue(Math.abs(size - (double) examples / folds.ends().length) < 1, "size " + size);
        }
    }

    @Test
    void examplesThatShareTheirRarestLabelAreSpread() {
        int[][] labels = IntStream.range(0, 200).mapToObj(i -> i < 20 ? new int[] {0, 1} : i < 100 ? new int[] {0} : new int[0])
                .toArray(int[][]::new);
        Folds folds = Folds.ofMany(labels, 2);
        for (int fold = 0; fold < 10; fold++) {
            int[] here = IntStream.range(folds.from(fold), folds.ends()[fold]).map(i -> folds.order()[i]).toArray();
            assertEquals(2, IntStream.of(here).filter(i -> i < 20).count());
            assertEquals(10, IntStream.of(here).filter(i -> i < 100).count());
        }
    }

    @Test
    void ofNoExamplesThereIsNoFold() {
        assertEquals(0, Folds.ofMany(new int[0][], 3).usable());
    }
}
