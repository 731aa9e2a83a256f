package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutTest {

    @ParameterizedTest
    @CsvSource({"5,3,1", "10,2,0.1", "513,7,1", "1300,150,5", "600,2,30"})
    void judgesAsTheSlowWayDoes(int size, int classes, float spread) {
        Random random = new Random(size);
        float[] scores = new float[size * classes];
        int[] labels = new int[size];
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            labels[i] = random.nextInt(classes);
            weights[i] = 0.1 + random.nextDouble();
            for (int k = 0; k < classes; k++) {
                scores[i * classes + k] = spread * (float) (random.nextGaussian() + (k == labels[i] ? 2 : 0));
            }
        }
        HeldOut heldOut = new HeldOut(scores, labels, weights, 3);
        HeldOut.Judgement judgement = heldOut.judge(1);
        ScoredExamples scored = heldOut.scored();
        Calibration expected = Calibration.fit(scored, 1);
        assertEquals(expected.temperature(), judgement.temperature(), 1e-3 * expected.temperature());
        assertEquals(expected.logLoss(), judgement.logLoss(), 1e-4);
        assertEquals(scored.correctWeight() / (scored.weight() + 3), judgement.accuracy(), 1e-12);
        assertEquals(scored.expectedCalibrationError(judgement.temperature()), judgement.calibrationError(), 1e-3);
    }
}
