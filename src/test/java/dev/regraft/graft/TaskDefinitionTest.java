package dev.regraft.graft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.feature.NewerFormatException;
import dev.regraft.graft.TaskDefinition.DeclaredLabel;
import dev.regraft.head.Kind;
import dev.regraft.quality.Gate;
import dev.regraft.train.HeadSettings;
import dev.regraft.train.Hints;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TaskDefinitionTest {

    private static final HintVectors VECTORS = HintVectors.of(Toy.SPACE,
            Map.of("a", Features.quantise(1, -1), "b", Features.quantise(0.5f, 0)));

    private static TaskDefinition definition(boolean hints, HintVectors vectors) {
        return new TaskDefinition("support", Toy.CREATED, Kind.MULTI_LABEL, "toy",
                List.of(new DeclaredLabel("a", "the first ☎"), new DeclaredLabel("b", null)), "ridge", "none", 1024, hints, vectors,
                new Gate(Gate.Mode.MANUAL, 0.5, 0.25), List.of("channel"));
    }

    private static TaskDefinition read(String json) {
        return TaskDefinition.FORMAT.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsWrittenIsRead() {
        for (TaskDefinition definition : List.of(definition(true, VECTORS), definition(false, null), Toy.definition("spam", Toy.CREATED))) {
            assertEquals(definition, TaskDefinition.FORMAT.read(TaskDefinition.FORMAT.write(definition)));
        }
    }

    @Test
    void formatIsOfVersionFour() {
        assertEquals(4, StrictJson.readObject(TaskDefinition.FORMAT.write(definition(true, VECTORS))).get("format").intValue());
        assertThrows(NewerFormatException.class, () -> read("{'format':5}"));
    }

    /** As version 1 of the service wrote it. */
    @Test
    void definitionOfVersionOneHasTheDefaults() {
        TaskDefinition read = read("""
                {'format':1,'task':'support','createdAt':'2026-11-23T12:00:00Z','backbone':'toy',
                 'labels':[{'label':'a','description':null}],'algorithm':'lda','hints':true,'gate':{'mode':'GUARDED','margin':0.01,'alpha':0.05},'slices':['channel']}""");
        assertEquals(new TaskDefinition("support", Toy.CREATED, Kind.SINGLE_LABEL, "toy", List.of(new DeclaredLabel("a", null)), "lda",
                "auto", HeadSettings.BY_EVIDENCE, true, null, Gate.DEFAULT, List.of("channel")), read);
        assertEquals(Hints.NONE, read.hints(Toy.SPACE));
        assertEquals("auto", read.expansionAsked());
    }

    /** As version 2 of the service wrote it. */
    @Test
    void definitionOfVersionTwoIsRead() {
        TaskDefinition read = read("""
                {'format':2,'task':'support','createdAt':'2026-11-23T12:00:00Z','kind':'MULTI_LABEL','backbone':'toy','labels':[],'algorithm':'ridge',
                 'balance':'none','expansion':1024,'hints':false,'hintVectors':null,'gate':{'mode':'MANUAL','margin':0.5,'alpha':0.25},
                 'slices':['channel']}""");
        assertEquals(new TaskDefinition("support", Toy.CREATED, Kind.MULTI_LABEL, "toy", List.of(), "ridge", "none", 1024, false, null,
                new Gate(Gate.Mode.MANUAL, 0.5, 0.25), List.of("channel")), read);
        assertEquals(List.of("channel"), read.headSettings().slices());
    }

    @Test
    void hintsAreTheVectorsOfTheSameSpace() {
        assertEquals(new Hints(new TreeMap<>(Map.of("a", Features.quantise(1, -1), "b", Features.quantise(0.5f, 0)))),
                definition(true, VECTORS).hints(Toy.SPACE));
        assertEquals(Hints.NONE, definition(true, VECTORS).hints(new FeatureSpace("toy", "1".repeat(64), 2)));
        assertEquals(Hints.NONE, definition(true, null).hints(Toy.SPACE));
        assertEquals(Hints.NONE, definition(false, VECTORS).hints(Toy.SPACE));
    }

    @Test
    void otherVectorsMakeAnotherDefinition() {
        TaskDefinition definition = definition(true, null);
        assertEquals(definition(true, VECTORS), definition.withHintVectors(VECTORS));
        assertNotEquals(definition, definition.withHintVectors(VECTORS));
    }

    @Test
    void vectorsKeepTheirBits() {
        Random random = new Random(1);
        for (int dimension : new int[] {1, 3, 13, 384}) {
            short[] values = new short[dimension];
            for (int i = 0; i < dimension; i++) {
                values[i] = (short) (random.nextInt(2 * Features.ONE + 1) - Features.ONE);
            }
            Features features = Features.ofFixedPoint(values);
            FeatureSpace space = Toy.space(dimension);
            assertEquals(features, HintVectors.of(space, Map.of("a", features)).hints(space).vectors().get("a"));
        }
    }
}
