package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Metrics;
import dev.regraft.head.Target;
import dev.regraft.train.Hints;
import dev.regraft.train.LdaLearner;
import dev.regraft.train.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Labels out of the queue teach more than as many at random: twelve labels, of which half are rare, around centres in 16 dimensions. */
class LabelQueueLearningTest {

    private static final FeatureSpace SPACE = Toy.space(16);
    private static final int LABELS = 12;
    private static final int ROUNDS = 8;
    private static final int SERVED = 200;
    private static final int LABELED = 6;

    private final Random random = new Random(5);
    private final float[][] centres = new float[LABELS][];

    private record Input(int label, Features features) {
    }

    LabelQueueLearningTest() {
        for (int k = 0; k < LABELS; k++) {
            centres[k] = near(new float[SPACE.dimension()], 1);
        }
    }

    private float[] near(float[] centre, double spread) {
        float[] moved = new float[centre.length];
        double square = 0;
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (centre[i] + spread * random.nextGaussian());
            square += moved[i] * moved[i];
        }
        for (int i = 0; i < moved.length; i++) {
            moved[i] /= (float) Math.sqrt(square);
        }
        return moved;
    }

    private Input input(int label) {
        return new Input(label, Features.quantise(near(centres[label], 0.2)));
    }

    /** One in ten is of a rare label. */
    private Input served() {
        return input(random.nextInt(10) == 0 ? LABELS / 2 + random.nextInt(LABELS / 2) : random.nextInt(LABELS / 2));
    }

    /** Accuracy over all labels alike, after so many rounds of labels. */
    private double taught(boolean byQueue) throws InterruptedException {
        TrainingSet set = new TrainingSet(SPACE);
        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < 3; i++) {
                put(set, input(label));
            }
        }
        for (int round = 1; round <= ROUNDS; round++) {
            HeadVersion live = new HeadVersion(round, learn(set), set.size(), Toy.CREATED, Metrics.NONE);
            List<Input> served = new ArrayList<>();
            for (int i = 0; i < SERVED; i++) {
                served.add(served());
            }
            if (byQueue) {
                QueueUnderStudy.choose(live, served.stream().map(Input::features).toList(), LABELED).forEach(i -> put(set, served.get(i)));
            } else {
                served.subList(0, LABELED).forEach(input -> put(set, input));
            }
        }
        Head head = learn(set);
        int right = 0;
        for (int i = 0; i < 1_200; i++) {
            Input asked = input(i % LABELS);
            right += head.predict(asked.features()).answer().equals(new Target.Label("label-" + asked.label())) ? 1 : 0;
        }
        return right / 1_200.0;
    }

    private static void put(TrainingSet set, Input input) {
        set.put("e" + set.size(), new Target.Label("label-" + input.label()), 1, input.features());
    }

    private static Head learn(TrainingSet set) throws InterruptedException {
        return new LdaLearner().prepare(set, Hints.NONE).learn().orElseThrow().head();
    }

    @Test
    void labelsOutOfTheQueueTeachMoreThanAsManyAtRandom() throws InterruptedException {
        double byQueue = taught(true);
        double atRandom = taught(false);
        assertTrue(byQueue > atRandom + 0.1, "accuracy " + byQueue + " by the queue, " + atRandom + " at random");
    }
}
