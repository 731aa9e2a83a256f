package dev.regraft.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.InputReader;
import dev.regraft.backbone.LaneSettings;
import dev.regraft.feature.RefusedException;
import dev.regraft.graft.ExampleReader;
import dev.regraft.graft.Limits;
import dev.regraft.graft.StrictJson;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankReaderTest {

    private static final Limits LIMITS = new SmallRyeConfigBuilder().withMapping(Limits.class)
            .withDefaultValue("regraft.limits.array-examples", "30").withDefaultValue("regraft.limits.task-labels", "5")
            .build().getConfigMapping(Limits.class);

    private final Backbones backbones = new Backbones(Path.of("target/no-backbone-is-loaded"), new LaneSettings(1, 1, 1), 50);
    private final RankReader reader = new RankReader(new InputReader(40), new ExampleReader(LIMITS), backbones, LIMITS);

    @AfterEach
    void close() {
        backbones.close();
    }

    private RankOrder read(String json) {
        return reader.read(StrictJson.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static String examples(int count, int labels) {
        return IntStream.range(0, count).mapToObj(i -> "{'text':'text %d','label':'%d'}".formatted(i, i % labels))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void readsTextsLabelsAndBackbonesInTheirOrder() {
        RankOrder order = read("{'examples':" + examples(20, 2) + ",'backbones':['bge-small-en-v1.5','all-minilm-l6-v2']}");
        assertEquals(List.of("text 0", "text 1"), order.texts().subList(0, 2));
        assertEquals(List.of("0", "1", "0"), order.labels().subList(0, 3));
        assertEquals(List.of("bge-small-en-v1.5", "all-minilm-l6-v2"), order.backbones());
    }

    @Test
    void takesAllBackbonesOfSuchInputsIfNoneIsNamed() {
        assertEquals(backbones.names("text"), read("{'examples':" + examples(20, 2) + "}").backbones());
        assertEquals(backbones.names("text"), read("{'examples':" + examples(20, 2) + ",'backbones':null}").backbones());
        assertEquals(List.of("efficientnet-lite0"), read("{'examples':" + examples(20, 2).replaceAll("'text':'text [0-9]+'", "'image':'aGk='") + "}").backbones());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "'resnet'|backbones[0]|all-minilm-l6-v2, all-minilm-l6-v2-q, bge-small-en-v1.5, bge-small-en-v1.5-q, efficientnet-lite0: resnet",
            "'all-minilm-l6-v2','all-minilm-l6-v2'|backbones[1]|must be distinct: all-minilm-l6-v2",
            "7|backbones[0]|must be one of", "''|backbones[0]|must be one of", " |backbones|at least one"})
    void refusesBackbonesThatItDoesNotKnow(String names, String field, String detail) {
        RefusedException refused = assertThrows(RefusedException.class,
                () -> read("{'examples':" + examples(20, 2) + ",'backbones':[" + (names == null ? "" : names) + "]}"));
        assertEquals(field, refused.field());
        assertTrue(refused.detail().contains(detail), refused.detail());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"20|1|from 2 to 5 different labels: 1", "24|6|from 2 to 5 different labels: 6",
            "19|2|at least 20 examples must have a label that another one has too: 19", "0|1|different labels: 0"})
    void refusesExamplesThatTellNothing(int count, int labels, String detail) {
        RefusedException refused = assertThrows(RefusedException.class, () -> read("{'examples':" + examples(count, labels) + "}"));
        assertEquals("examples", refused.field());
        assertTrue(refused.detail().endsWith(detail), refused.detail());
    }

    @Test
    void namesEveryExampleThatBreaksARule() {
        ProblemException problem = assertThrows(ProblemException.class, () -> read("{'examples':[{'text':'a','label':'x'},{'text':'a'},"
                + "{'label':'x'},{'text':' ','label':'x'},{'text':'a','labels':['x']},{'text':'a','label':7},'a']}"));
        Problem told = problem.problem("/backbones/rank");
        assertEquals(400, told.status());
        assertEquals("6 of 7 examples break a rule", told.detail());
        assertEquals(List.of("examples[1].label", "examples[2]", "examples[3].text", "examples[4].labels", "examples[5].label",
                "examples[6]"), told.errors().stream().map(Problem.Fault::field).toList());
    }

    @Test
    void refusesTooManyExamplesAndNone() {
        assertEquals(413, assertThrows(ProblemException.class, () -> read("{'examples':" + examples(31, 2) + "}")).problem("").status());
        assertEquals("examples", assertThrows(RefusedException.class, () -> read("{}")).field());
        assertEquals("examples", assertThrows(RefusedException.class, () -> read("{'examples':{}}")).field());
    }
}
