package dev.regraft.study;

import dev.regraft.head.Target;
import dev.regraft.quality.LearningCurve;
import dev.regraft.train.Balance;
import dev.regraft.train.Hints;
import dev.regraft.train.Inspection;
import dev.regraft.train.TrainingSet;
import java.util.List;
import java.util.Random;

/**
 * What is foretold of twice and of ten times the examples, and what came true: CLINC150 with MiniLM. What came true is the leave-one-out
 * accuracy of the discriminant of so many examples. Arguments: seeds.
 */
final class LearningCurveStudy {

    private LearningCurveStudy() {
    }

    public static void main(String[] args) throws Exception {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        List<Clinc.Query> queries = Clinc.part("train");
        int inside = 0;
        int told = 0;
        for (int perLabel : new int[] {10, 25, 50}) {
            for (int seed = 1; seed <= seeds; seed++) {
                LearningCurve curve = curve(queries, perLabel, seed);
                double doubled = accuracy(queries, 2 * perLabel, seed + 100);
                System.out.printf("%d a label, seed %d: %s%n  twice: %s, came true: %.4f%n", perLabel, seed, curve.points(), curve.doubled(), doubled);
                told += curve.doubled() == null ? 0 : 1;
                inside += isInside(curve.doubled(), doubled);
                if (perLabel == 10) {
                    double tenfold = accuracy(queries, 100, seed + 100);
                    System.out.printf("  ten times: %s, came true: %.4f%n", curve.tenfold(), tenfold);
                    told += curve.tenfold() == null ? 0 : 1;
                    inside += isInside(curve.tenfold(), tenfold);
                }
            }
        }
        System.out.printf("%d of %d came true inside the interval%n", inside, told);
    }

    private static int isInside(LearningCurve.Forecast forecast, double accuracy) {
        return forecast != null && forecast.interval().lower() <= accuracy && accuracy <= forecast.interval().upper() ? 1 : 0;
    }

    private static double accuracy(List<Clinc.Query> queries, int perLabel, int seed) throws InterruptedException {
        return curve(queries, perLabel, seed).points().getLast().accuracy();
    }

    private static LearningCurve curve(List<Clinc.Query> queries, int perLabel, int seed) throws InterruptedException {
        TrainingSet set = new TrainingSet(Clinc.space());
        List<Clinc.Query> drawn = LabelIssuesStudy.draw(queries, perLabel, new Random(seed));
        for (int i = 0; i < drawn.size(); i++) {
            set.put(seed + "-" + i, new Target.Label(drawn.get(i).label()), 1, drawn.get(i).features());
        }
        try (Inspection inspection = Inspection.of(set, Hints.NONE, Balance.AUTO)) {
            return LearningCurve.of(inspection.leaveOut().orElseThrow().growth());
        }
    }
}
