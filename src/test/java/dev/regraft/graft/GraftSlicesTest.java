package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.feature.Features;
import dev.regraft.head.HeadVersion;
import dev.regraft.head.Kind;
import dev.regraft.head.Metrics;
import dev.regraft.head.Target;
import dev.regraft.quality.Gate;
import dev.regraft.train.HeadSettings;
import dev.regraft.train.Learners;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Heads that tell where they are worst, and what balancing was worth. Nineteen examples of a label in twenty come by its own channel. */
class GraftSlicesTest {

    private static final int DIMENSION = 16;
    private static final Pattern COMPARED = Pattern.compile("of (\\d+) examples left out, every label counting alike in each slice,"
            + " (.+) % are right \\(without balancing (.+) %\\), of the worst slice channel \\w+ (.+) % \\(without balancing of channel \\w+ (.+) %\\)");

    private final Random random = new Random(1);
    private Instant now = Toy.CREATED.plusSeconds(3600);
    private final ToyTrainer trainer = new ToyTrainer(Gate.Mode.IMMEDIATE, new Training(Learners::of, 10_000, Runnable::run, () -> now));

    private static TaskDefinition definition(String algorithm, String balance, String... slices) {
        return new TaskDefinition("support", Toy.CREATED, Kind.SINGLE_LABEL, "toy", List.of(), algorithm, balance,
                HeadSettings.BY_EVIDENCE, true, null, new Gate(Gate.Mode.IMMEDIATE, 0.01, 0.05), List.of(slices));
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            int label = i % 2;
            int channel = i / 2 % 20 == 0 ? 1 - label : label;
            float[] x = new float[DIMENSION];
            for (int j = 0; j < DIMENSION; j++) {
                x[j] = (float) (0.1 * random.nextGaussian());
            }
            x[0] += label == 0 ? -0.14f : 0.14f;
            x[1] += channel == 0 ? -0.3f : 0.3f;
            trainer.put("e" + i, new LabeledFeatures(Toy.CREATED, Toy.space(DIMENSION), new Target.Label("label-" + label), 1,
                    i % 50 == 49 ? Map.of() : Map.of("channel", channel == 0 ? "mail" : "chat"), Features.quantise(x)));
        }
    }

    /** Refits until nothing is refined any more; the live head. */
    private HeadVersion live() {
        trainer.refit();
        while (trainer.graft().isRefining()) {
            now = now.plusSeconds(1);
            trainer.refit();
        }
        return trainer.head(trainer.published().live().orElseThrow());
    }

    @Test
    void headOfATaskWithSlicesTellsItsWorstOne() {
        trainer.graft().workBy(definition("lda", "auto", "channel"));
        put(0, 400);
        Metrics metrics = live().metrics();
        Metrics.WorstSlice worst = metrics.worstSlice();
        assertEquals("channel", worst.attribute());
        assertTrue(worst.value().equals("mail") || worst.value().equals("chat"), "those without it are fewer than 10 of the 256 asked");
        assertTrue(worst.examples() > 90 && worst.examples() < 160, "of 256: " + worst);
        assertTrue(worst.accuracy() > 0.5 && worst.accuracy() <= metrics.looAccuracy() + 0.02, () -> worst + " of " + metrics.looAccuracy());
    }

    @Test
    void headOfATaskWithoutSlicesTellsNone() {
        trainer.graft().workBy(definition("lda", "auto"));
        put(0, 400);
        assertNull(live().metrics().worstSlice());
    }

    @Test
    void historySaysWhatBalancingWasWorth() {
        trainer.graft().workBy(definition("auto", "slices", "channel"));
        put(0, 2000);
        HeadVersion head = live();
        String reason = trainer.published().history().getLast().reason();
        Matcher compared = COMPARED.matcher(reason);
        assertTrue(compared.find(), reason);
        assertTrue(Integer.parseInt(compared.group(1)) > 1500, reason);
        assertTrue(Double.parseDouble(compared.group(2)) > Double.parseDouble(compared.group(3)) + 5, reason);
        assertTrue(Double.parseDouble(compared.group(4)) > Double.parseDouble(compared.group(5)) + 5, reason);
        assertEquals(Double.parseDouble(compared.group(4)), 100 * head.metrics().worstSlice().accuracy(), 1.5, reason);
    }

    @Test
    void otherSlicesMakeAnotherHead() {
        trainer.graft().workBy(definition("lda", "slices", "channel"));
        put(0, 200);
        HeadVersion byChannel = live();
        trainer.graft().workBy(definition("lda", "slices", "language"));
        HeadVersion byLanguage = live();
        assertNotEquals(byChannel.sha256(), byLanguage.sha256());
        assertNull(byLanguage.metrics().worstSlice().value(), "no example has a language");
        trainer.graft().workBy(definition("lda", "slices", "channel"));
        assertEquals(byChannel.sha256(), live().sha256());
    }
}
