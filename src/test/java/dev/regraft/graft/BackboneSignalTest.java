package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.LaneSettings;
import dev.regraft.backbone.Priority;
import dev.regraft.backbone.ScrambledBackbone;
import dev.regraft.feature.Features;
import dev.regraft.quality.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On 120 of the sample tickets, by MiniLM and by the same with its weights scrambled. */
class BackboneSignalTest {

    private static final List<String> LABELS = new ArrayList<>();
    private static final List<String> TEXTS = new ArrayList<>();
    private static List<Features> real;

    @BeforeAll
    static void extract(@TempDir Path folder) throws IOException {
        for (String line : Files.readAllLines(Path.of("src/main/resources/sample/support-tickets.jsonl")).subList(0, 120)) {
            var ticket = StrictJson.readObject(line.getBytes(StandardCharsets.UTF_8));
            LABELS.add(ticket.get("label").textValue());
            TEXTS.add(ticket.get("text").textValue());
        }
        try (Backbones backbones = new Backbones(folder, LaneSettings.defaults(), 50)) {
            List<Input> inputs = TEXTS.stream().map(text -> (Input) new Input.Text(text)).toList();
            real = backbones.load("all-minilm-l6-v2").extract(inputs, Priority.EXTRACT).join().stream().map(Extraction::features).toList();
        }
    }

    @Test
    void aBackboneThatKnowsTheLanguageSuitsTheTickets() {
        Mismatch found = BackboneSignal.check(real, LABELS, TEXTS);
        assertNull(found.warning());
        assertNull(found.note());
        assertEquals(120, found.examples());
        assertEquals(0.01, found.pValue());
        assertTrue(found.looAccuracy() > found.wordsAccuracy() + 0.1, found.toString());
        assertTrue(found.looInterval().lower() < found.looAccuracy() && found.looAccuracy() < found.looInterval().upper());
    }

    @Test
    void scrambledWeightsAreWarnedOfThoughTheyLeakWords(@TempDir Path folder) throws IOException {
        try (ScrambledBackbone scrambled = ScrambledBackbone.of(1, folder)) {
            Mismatch found = BackboneSignal.check(scrambled.extract(TEXTS), LABELS, TEXTS);
            assertTrue(found.warning().startsWith("simple word counts"), found.toString());
            assertTrue(found.pValue() <= 0.05, "shuffling alone does not find it: " + found);
        }
    }

    @Test
    void labelsThatMeanNothingAreWarnedOf() {
        List<String> shuffled = new ArrayList<>(LABELS);
        Collections.shuffle(shuffled, new Random(1));
        Mismatch found = BackboneSignal.check(real, shuffled, TEXTS);
        assertTrue(found.warning().startsWith("the labels do no better than shuffled ones"), found.toString());
    }

    @Test
    void saysWhereThereAreTooFewExamples() {
        Mismatch some = BackboneSignal.check(real.subList(0, 40), LABELS.subList(0, 40), TEXTS.subList(0, 40));
        assertNull(some.warning());
        assertNotNull(some.looAccuracy());
        assertTrue(some.note().contains("of at least 50"), some.note());
        Mismatch none = BackboneSignal.check(List.of(), List.of(), List.of());
        assertNull(none.looAccuracy());
        assertTrue(none.note().endsWith("0 of at least 2 labels"), none.note());
        Mismatch oneLabel = BackboneSignal.check(real, Collections.nCopies(120, "same"), TEXTS);
        assertNull(oneLabel.warning());
        assertTrue(oneLabel.note().endsWith("1 of at least 2 labels"), oneLabel.note());
    }
}
