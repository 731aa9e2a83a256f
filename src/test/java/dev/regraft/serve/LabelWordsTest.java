package dev.regraft.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.InputReader;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.HintVectors;
import dev.regraft.graft.TaskDefinition;
import dev.regraft.graft.TaskDefinition.DeclaredLabel;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelWordsTest {

    private static final Instant CREATED = Instant.parse("2026-11-23T12:00:00Z");
    private static final DeclaredLabel REFUND = new DeclaredLabel("refund", "wants money back");
    private static final DeclaredLabel LATE = new DeclaredLabel("late_parcel-lost", null);

    private final LabelWords words = new LabelWords(new InputReader(30));
    private final LetterBackbone backbone = new LetterBackbone("text", "0");

    private static TaskDefinition definition(Kind kind, boolean hints, DeclaredLabel... labels) {
        return new TaskDefinition("support", CREATED, kind, "letters", List.of(labels), "auto", null, null, hints, null,
                Gate.DEFAULT, List.of());
    }

    private TaskDefinition read(TaskDefinition definition) {
        return words.read(definition, Optional.empty(), backbone);
    }

    @Test
    void descriptionSpeaksForALabelElseItsName() {
        TaskDefinition read = read(definition(Kind.SINGLE_LABEL, true, REFUND, LATE));
        assertEquals(List.of("wants money back", "late parcel lost"), backbone.read);
        Map<String, Features> expected = Map.of("refund", LetterBackbone.features("wants money back"),
                "late_parcel-lost", LetterBackbone.features("late parcel lost"));
        assertEquals(expected, read.hints(backbone.space()).vectors());
    }

    @ParameterizedTest
    @CsvSource({"a_b-c,,a b c", "__,,__", "x,' ',x", "x,a-b_c,a-b_c"})
    void wordsOfALabelAreNeverBlank(String label, String description, String expected) {
        assertEquals(expected, LabelWords.words(new DeclaredLabel(label, description)));
    }

    @Test
    void severalLabelsHaveHintsToo() {
        assertEquals(2, read(definition(Kind.MULTI_LABEL, true, REFUND, LATE)).hints(backbone.space()).vectors().size());
    }

    @Test
    void nothingIsReadWhereNoHintsAreWanted() {
        assertNull(read(definition(Kind.SINGLE_LABEL, false, REFUND)).hintVectors());
        assertNull(read(definition(Kind.SINGLE_LABEL, true)).hintVectors());
        assertNull(read(definition(Kind.REGRESSION, true)).hintVectors());
        LetterBackbone ofImages = new LetterBackbone("image", "0");
        assertNull(words.read(definition(Kind.SINGLE_LABEL, true, REFUND), Optional.empty(), ofImages).hintVectors());
        assertEquals(List.of(), backbone.read);
        assertEquals(List.of(), ofImages.read);
    }

    @Test
    void wordsThatAreWhatTheyWereAreNotReadAgain() {
        TaskDefinition present = read(definition(Kind.SINGLE_LABEL, true, REFUND, LATE));
        backbone.read.clear();
        assertEquals(present, words.read(definition(Kind.SINGLE_LABEL, true, REFUND, LATE), Optional.of(present), backbone));
        assertEquals(List.of(), backbone.read);
        DeclaredLabel described = new DeclaredLabel("late_parcel-lost", "where is it");
        TaskDefinition changed = words.read(definition(Kind.SINGLE_LABEL, true, described, new DeclaredLabel("new", null), REFUND),
                Optional.of(present), backbone);
        assertEquals(List.of("where is it", "new"), backbone.read);
        assertEquals(read(definition(Kind.SINGLE_LABEL, true, described, new DeclaredLabel("new", null), REFUND)), changed);
    }

    @Test
    void labelThatIsGoneTakesItsVectorAlong() {
        TaskDefinition present = read(definition(Kind.SINGLE_LABEL, true, REFUND, LATE));
        HintVectors left = words.read(definition(Kind.SINGLE_LABEL, true, LATE), Optional.of(present), backbone).hintVectors();
        assertEquals(List.of("late_parcel-lost"), List.copyOf(left.vectors().keySet()));
    }

    @Test
    void anotherBackboneReadsThemAnew() {
        TaskDefinition present = read(definition(Kind.SINGLE_LABEL, true, REFUND));
        LetterBackbone other = new LetterBackbone("text", "1");
        FeatureSpace space = words.read(definition(Kind.SINGLE_LABEL, true, REFUND), Optional.of(present), other).hintVectors().space();
        assertEquals(other.space(), space);
        assertEquals(List.of("wants money back"), other.read);
    }

    @Test
    void manyLabelsAreReadInSeveralRequests() {
        DeclaredLabel[] labels = IntStream.range(0, 2_500).mapToObj(i -> new DeclaredLabel("l" + i, null)).toArray(DeclaredLabel[]::new);
        assertEquals(2_500, read(definition(Kind.SINGLE_LABEL, true, labels)).hintVectors().vectors().size());
        assertEquals(List.of(1_000, 1_000, 500), backbone.requests);
    }

    @Test
    void descriptionThatIsTooLongIsRefused() {
        TaskDefinition definition = definition(Kind.SINGLE_LABEL, true, new DeclaredLabel("a", "x".repeat(31)));
        RefusedException refusal = assertThrows(RefusedException.class, () -> read(definition));
        assertEquals("invalid-task", refusal.code());
        assertEquals("labels.description", refusal.field());
        assertTrue(refusal.detail().contains("at most 30 characters: 31"), refusal.detail());
    }
}
