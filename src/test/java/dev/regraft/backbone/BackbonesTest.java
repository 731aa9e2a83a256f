package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.Features;
import dev.regraft.feature.RefusedException;
import dev.regraft.onnx.OnnxRuntime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackbonesTest {

    private static final String[] WORDS = ("my card was lost and i want the money back please cancel this order now because delivery "
            + "took unbelievably long yesterday 😀 漢字 crème").split(" ");

    @TempDir
    static Path folder;

    private static Backbones backbones;

    @BeforeAll
    static void open() {
        backbones = new Backbones(folder, new LaneSettings(3, 64, 1_024), 50);
    }

    @AfterAll
    static void close() {
        backbones.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2", "bge-small-en-v1.5"})
    void sameTextGivesTheSameBitsAloneAndInAnyBatch(String name) {
        Backbone backbone = backbones.load(name);
        List<Input> texts = texts(64, 16);
        List<Features> alone = texts.stream().map(text -> features(backbone, List.of(text)).getFirst()).toList();

        for (int size : new int[] {7, 64}) {
            for (int round = 0; round < 2; round++) {
                List<Integer> order = shuffled(texts.size(), round).subList(0, size);
                List<Features> together = features(backbone, order.stream().map(texts::get).toList());
                assertEquals(order.stream().map(alone::get).toList(), together);
            }
        }
        assertEquals(alone, atOnce(backbone, texts), "several requests at once");
    }

    @Test
    void sameBitsInRunsOfAnyNumberOfRows() {
        Backbone backbone = backbones.load("all-minilm-l6-v2");
        Input text = new Input.Text("my card was lost");
        Features alone = features(backbone, List.of(text)).getFirst();
        for (int rows : new int[] {2, 3, 5, 8, 13, 31, 64, 127, 150}) {
            assertTrue(features(backbone, Collections.nCopies(rows, text)).stream().allMatch(alone::equals), "rows: " + rows);
        }
    }

    @Test
    void statusOfALoadedBackboneTellsWhatItTakes() {
        try (Backbones others = new Backbones(folder, new LaneSettings(1, 64, 100), 50)) {
            BackboneStatus before = others.status("all-minilm-l6-v2-q");
            assertEquals(BackboneStatus.State.NOT_LOADED, before.state());
            assertNull(before.dimension());
            Backbone backbone = others.load("all-minilm-l6-v2-q");
            BackboneStatus loaded = others.status("all-minilm-l6-v2-q");
            assertEquals(new BackboneStatus(before.name(), BackboneStatus.State.READY, null, null, backbone.space().digest(), "text", "classpath:all-minilm-l6-v2-q.onnx",
                    "mean", 256, null, 384, loaded.parameters(), "last_hidden_state", null, null), loaded, "a warm-up is no measurement");
            features(backbone, List.of(new Input.Text("my card was lost")));
            assertTrue(others.status("all-minilm-l6-v2-q").msPerItem() > 0);
        }
        assertThrows(RefusedException.class, () -> backbones.status("resnet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2-q", "bge-small-en-v1.5-q"})
    void rowAtATimeBackbonesDoNotDependOnNeighbours(String name) {
        Backbone backbone = backbones.load(name);
        List<Input> texts = texts(32, 10);
        List<Features> alone = texts.stream().map(text -> features(backbone, List.of(text)).getFirst()).toList();
        assertEquals(alone, features(backbone, texts));
    }

    @Test
    void sameBitsAfterAReload() {
        Backbone first = backbones.load("all-minilm-l6-v2");
        List<Input> texts = texts(20, 30);
        try (Backbones again = new Backbones(folder, new LaneSettings(1, 64, 200), 50)) {
            Backbone second = again.load("all-minilm-l6-v2");
            assertEquals(first.space(), second.space());
            assertEquals(features(first, texts), features(second, texts));
        }
    }

    @Test
    void reportsTruncation() {
        Backbone backbone = backbones.load("all-minilm-l6-v2-q");
        Input fits = new Input.Text("word ".repeat(254));
        Input cut = new Input.Text("word ".repeat(255));
        List<Extraction> extractions = backbone.extract(List.of(fits, cut), Priority.SERVE).join();
        assertEquals(List.of(false, true), extractions.stream().map(Extraction::truncated).toList());
        assertEquals(extractions.getFirst().features(), extractions.getLast().features());
    }

    @Test
    void knowsWhatItCanLoad() {
        assertEquals(List.of("all-minilm-l6-v2", "all-minilm-l6-v2-q", "bge-small-en-v1.5", "bge-small-en-v1.5-q", "efficientnet-lite0"),
                backbones.names());
        Backbone backbone = backbones.load("all-minilm-l6-v2-q");
        assertSame(backbone, backbones.load("all-minilm-l6-v2-q"));
        assertEquals("text", backbone.modality());
        assertEquals(384, backbone.space().dimension());
        assertEquals("all-minilm-l6-v2-q", backbone.space().backbone());
    }

    private static final String MINE = "{\"source\":\"classpath:all-minilm-l6-v2-q.onnx\",\"maxLength\":256}";

    private static BackboneDefinition definition(String name, String json) {
        try {
            return DefinitionReader.read(name, (ObjectNode) new ObjectMapper().readTree(json), Instant.now());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void registeredBackboneGivesWhatTheSameOneInTheBoxGives() {
        try (Backbones others = new Backbones(folder, new LaneSettings(2, 64, 200), 50)) {
            others.register(definition("mine", MINE));
            assertTrue(others.names().contains("mine"));
            Backbone mine = others.load("mine");
            assertEquals("mine", mine.space().backbone());
            assertEquals(backbones.load("all-minilm-l6-v2-q").space().digest(), mine.space().digest());
            List<Input> texts = texts(10, 20);
            assertEquals(features(backbones.load("all-minilm-l6-v2-q"), texts), features(mine, texts));
            assertEquals(BackboneStatus.State.READY, others.status("mine").state());
            assertEquals("last_hidden_state", others.cuts("mine").stream().filter(CutTensor::recommended).findFirst().orElseThrow().tensor());
            others.remove("mine");
            assertThrows(RefusedException.class, () -> others.load("mine"));
            CompletableFuture<List<Extraction>> late = mine.extract(texts(1, 5), Priority.SERVE);
            assertTrue(assertThrows(CompletionException.class, late::join).getCause() instanceof RefusedException);
        }
    }

    @Test
    void replacingABackboneUnderLoadFailsNoRequest() throws InterruptedException {
        try (Backbones others = new Backbones(folder, new LaneSettings(2, 64, 10_000), 50)) {
            others.register(definition("mine", MINE));
            Backbone mine = others.load("mine");
            List<Input> texts = texts(8, 12);
            List<Features> expected = features(mine, texts);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger wrong = new AtomicInteger();
            AtomicInteger answered = new AtomicInteger();
            Thread load = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    try {
                        wrong.addAndGet(features(mine, texts).equals(expected) ? 0 : 1);
                        wrong.addAndGet(mine.run(List.of(mine.prepare(texts.getFirst())), Priority.EXTRACT).join().getFirst().features()
                                .equals(expected.getFirst()) ? 0 : 1);
                        answered.addAndGet(2);
                    } catch (RuntimeException e) {
                        // An input that was prepared before a replacement is prepared again.
                        wrong.addAndGet(e.getCause() instanceof IllegalStateException && e.getMessage().contains("was replaced") ? 0 : 1);
                    }
                }
            });
            for (int i = 0; i < 5; i++) {
                OpenBackbone before = others.registered("mine").open();
                others.register(definition("mine", MINE));
                while (others.registered("mine").open() == before || others.status("mine").state() != BackboneStatus.State.READY) {
                    Thread.sleep(5);
                }
            }
            stop.set(true);
            load.join();
            assertEquals(0, wrong.get(), "of " + answered);
            assertTrue(answered.get() > 0);
        }
    }

    @Test
    void sourceThatIsNotThereFailsWithTheReason() throws InterruptedException {
        try (Backbones others = new Backbones(folder, new LaneSettings(1, 64, 200), 50)) {
            others.register(definition("lost", "{\"source\":\"file:/nowhere/model.onnx\"}"));
            BackboneUnavailableException failure = assertThrows(BackboneUnavailableException.class, () -> others.load("lost"));
            assertEquals("backbone lost is not available: it cannot be prepared: there must be an ONNX file or a folder at /nowhere/model.onnx", failure.getMessage());
            assertEquals(BackboneStatus.State.FAILED, others.status("lost").state());
            assertEquals("there must be an ONNX file or a folder at /nowhere/model.onnx", others.status("lost").reason());
            assertThrows(BackboneUnavailableException.class, () -> others.cuts("lost"));
            others.register(definition("wrong", MINE.replace("}", ",\"sha256\":\"" + "0".repeat(64) + "\"}")));
            assertTrue(assertThrows(BackboneUnavailableException.class, () -> others.load("wrong")).getMessage()
                    .contains("SHA-256 of model.onnx must be " + "0".repeat(64)));
            assertThrows(IllegalArgumentException.class, () -> others.register(definition("all-minilm-l6-v2", MINE)));
        }
    }

    @Test
    void refusesABackboneNobodyKnows() {
        RefusedException refusal = assertThrows(RefusedException.class, () -> backbones.load("gpt-9"));
        assertEquals("unknown-backbone", refusal.code());
        assertEquals("backbone", refusal.field());
        assertEquals("backbone must be one of all-minilm-l6-v2, all-minilm-l6-v2-q, bge-small-en-v1.5, bge-small-en-v1.5-q, "
                        + "efficientnet-lite0, none: gpt-9",
                refusal.detail());
    }

    @Test
    void tellsWhatIsLoadedUntilItIsClosed() {
        try (Backbones others = new Backbones(folder, new LaneSettings(1, 1, 100), 50)) {
            assertFalse(others.isLoaded("all-minilm-l6-v2-q"));
            others.load("all-minilm-l6-v2-q");
            assertTrue(others.isLoaded("all-minilm-l6-v2-q"));
            others.close();
            assertFalse(others.isLoaded("all-minilm-l6-v2-q"));
        }
    }

    @Test
    void opensNoSessionWhileStopping() {
        OnnxRuntime.stop();
        try (Backbones others = new Backbones(folder, new LaneSettings(1, 1, 100), 50)) {
            assertThrows(IllegalStateException.class, () -> others.load("all-minilm-l6-v2-q"));
            assertFalse(others.isLoaded("all-minilm-l6-v2-q"));
        } finally {
            OnnxRuntime.start();
        }
    }

    @Test
    void closingFinishesWhatWasTakenAndTakesNoMore() {
        Backbones others = new Backbones(folder, new LaneSettings(2, 64, 100), 50);
        Backbone backbone = others.load("all-minilm-l6-v2-q");
        CompletableFuture<List<Extraction>> taken = backbone.extract(texts(100, 20), Priority.EXTRACT);
        others.close();
        assertTrue(taken.isDone());
        assertEquals(100, taken.join().size());
        CompletableFuture<List<Extraction>> late = backbone.extract(texts(1, 5), Priority.SERVE);
        assertTrue(assertThrows(CompletionException.class, late::join).getCause() instanceof IllegalStateException);
    }

    @Test
    void anEmptyRequestIsAnsweredAtOnce() {
        assertEquals(List.of(), backbones.load("all-minilm-l6-v2-q").extract(List.of(), Priority.SERVE).join());
    }

    private static List<Features> features(Backbone backbone, List<Input> inputs) {
        return backbone.extract(inputs, Priority.SERVE).join().stream().map(Extraction::features).toList();
    }

    private static List<Features> atOnce(Backbone backbone, List<Input> inputs) {
        List<CompletableFuture<List<Extraction>>> requests =
                inputs.stream().map(input -> backbone.extract(List.of(input), Priority.EXTRACT)).toList();
        return requests.stream().map(request -> request.join().getFirst().features()).toList();
    }

    private static List<Input> texts(int count, int longestWords) {
        Random random = new Random(42);
        List<Input> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IntStream words = random.ints(1 + random.nextInt(longestWords), 0, WORDS.length);
            texts.add(new Input.Text(words.mapToObj(word -> WORDS[word]).collect(Collectors.joining(" "))));
        }
        return texts;
    }

    private static List<Integer> shuffled(int size, long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order;
    }
}
