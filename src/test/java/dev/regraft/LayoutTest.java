package dev.regraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the package table of DESIGN.md, section 3, against the class files. */
class LayoutTest {

    /** Everything: what is on top may see all below. */
    private static final String[] ALL = {"feature", "onnx", "model", "backbone", "head", "train", "quality", "graft", "stream", "serve"};

    private static final Map<String, Row> TABLE = Stream.of(
                    row(0, "feature", "The vectors that pass from a backbone to a head: fixed point, the space they live in."),
                    row(0, "onnx", "ONNX files and ONNX Runtime: cut, compose, run; matrix products."),
                    row(0, "model", "The files of pre-trained models: where they come from, how they are fetched and kept."),
                    row(1, "backbone", "The frozen network that turns an input into features.", "onnx", "model", "feature"),
                    row(1, "head", "The small classifier on top: immutable, its prediction, its version, and which one is live.", "feature"),
                    row(2, "train", "Learns heads: exact statistics, kept features, solvers.", "head", "feature", "onnx"),
                    row(2, "quality", "Measures heads and decides: scorecard, gate, calibration, novelty, slices, label issues, drift.",
                            "head", "feature"),
                    row(3, "graft", "One task's loop: learn, judge, publish, swap.", "train", "quality", "head", "feature"),
                    row(4, "stream", "The log: examples in, features kept, heads out, predictions.", "graft", "backbone", "head", "feature"),
                    row(4, "serve", "Predictions, examples, heads and reports over HTTP.", "graft", "backbone", "model", "head", "feature"),
                    row(5, "dev", "The embedded broker and the sample stream.", ALL))
            .collect(Collectors.toMap(Row::name, Function.identity()));

    /** Where each foreign technology is allowed, by the beginning of its packages' names. */
    private static final Map<String, Set<String>> TECHNOLOGY = Map.ofEntries(
            Map.entry("ai.onnxruntime.", Set.of("onnx")),
            Map.entry("ai.onnx.proto.", Set.of("onnx")),
            Map.entry("com.google.protobuf.", Set.of("onnx")),
            Map.entry("ai.djl.", Set.of("backbone")),
            Map.entry("java.awt.", Set.of("backbone")),
            Map.entry("javax.imageio.", Set.of("backbone")),
            Map.entry("java.net.http.", Set.of("model", "backbone")),
            Map.entry("org.ejml.", Set.of("train")),
            Map.entry("org.apache.kafka.", Set.of("stream", "dev")),
            Map.entry("io.smallrye.reactive.messaging.", Set.of("stream", "dev")),
            Map.entry("org.eclipse.microprofile.reactive.messaging.", Set.of("stream", "dev")),
            Map.entry("jakarta.ws.rs.", Set.of("serve")),
            Map.entry("org.jboss.resteasy.", Set.of("serve")),
            Map.entry("kafka.", Set.of("dev")));

    /** Words that say nothing of what a thing is. */
    private static final Set<String> EMPTY_WORDS = Set.of("util", "utils", "common", "helper", "manager", "impl", "base", "misc");

    private static final String ROOT = "dev.regraft.";
    private static final Path CLASSES = Path.of("target/classes/dev/regraft");
    private static final Path SOURCES = Path.of("src/main/java/dev/regraft");
    /** A class in a descriptor or a generic signature. */
    private static final Pattern TYPE = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");
    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])");

    /** A package: its rank, its one line, and what it imports. */
    private record Row(int rank, String name, String line, Set<String> imports) {
    }

    private static Row row(int rank, String name, String line, String... imports) {
        return new Row(rank, name, line, Set.of(imports));
    }

    /** A class and every class that its class file names. */
    private record Uses(String name, Set<String> classes) {

        static Uses of(byte[] classFile) {
            ClassModel model = ClassFile.of().parse(classFile);
            Set<String> classes = new TreeSet<>();
            for (PoolEntry entry : model.constantPool()) {
                switch (entry) {
                    case ClassEntry type when !type.asInternalName().startsWith("[") -> classes.add(type.asInternalName().replace('/', '.'));
                    case Utf8Entry text -> TYPE.matcher(text.stringValue()).results().forEach(found -> classes.add(found.group(1).replace('/', '.')));
                    default -> { }
                }
            }
            return new Uses(model.thisClass().asInternalName().replace('/', '.'), classes);
        }

        /** The package behind {@code dev.regraft}, empty for that one itself. */
        String home() {
            return packageOf(name);
        }

        static String packageOf(String name) {
            String inside = name.substring(ROOT.length());
            return inside.contains(".") ? inside.substring(0, inside.lastIndexOf('.')) : "";
        }
    }

    private static List<Uses> compiled() {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            List<Uses> compiled = files.filter(file -> file.toString().endsWith(".class")).sorted().map(LayoutTest::read).toList();
            assertTrue(compiled.size() > TABLE.size(), "too few classes in " + CLASSES + ": " + compiled.size());
            return compiled;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Uses read(Path file) {
        try {
            return Uses.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void packageImportsOnlyWhatTheTableLists() {
        assertNone(compiled().stream().flatMap(LayoutTest::forbiddenImports));
    }

    private static Stream<String> forbiddenImports(Uses uses) {
        Row row = TABLE.get(uses.home());
        if (row == null) {
            return Stream.of(uses.name() + " is in no package of the table");
        }
        return uses.classes().stream()
                .filter(used -> used.startsWith(ROOT))
                .filter(used -> !Uses.packageOf(used).equals(row.name()) && !row.imports().contains(Uses.packageOf(used)))
                .map(used -> uses.name() + " uses " + used);
    }

    @Test
    void foreignTechnologyStaysWhereItIsAllowed() {
        assertNone(compiled().stream().flatMap(LayoutTest::forbiddenTechnology));
    }

    private static Stream<String> forbiddenTechnology(Uses uses) {
        return TECHNOLOGY.entrySet().stream()
                .filter(technology -> !technology.getValue().contains(uses.home()))
                .flatMap(technology -> uses.classes().stream().filter(used -> used.startsWith(technology.getKey())))
                .map(used -> uses.name() + " uses " + used);
    }

    @Test
    void tableGoesDownOnly() {
        for (Row row : TABLE.values()) {
            row.imports().forEach(name -> assertTrue(TABLE.get(name).rank() < row.rank(), row.name() + " imports " + name));
        }
    }

    @Test
    void everyPackageBeginsWithItsLine() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            Set<String> names = folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(new TreeSet<>(TABLE.keySet()), names);
        }
        for (Row row : TABLE.values()) {
            assertEquals(row.line(), firstSentence(Files.readString(SOURCES.resolve(row.name()).resolve("package-info.java"))));
        }
    }

    /** The first sentence of the comment that a file begins with. */
    private static String firstSentence(String source) {
        String comment = source.substring(source.indexOf("/**") + 3, source.indexOf("*/")).replaceAll("\\s*\\n \\*\\s*", " ").strip();
        Matcher end = Pattern.compile("\\.(\\s|$)").matcher(comment);
        return end.find() ? comment.substring(0, end.start() + 1) : comment;
    }

    @Test
    void everyNameSaysSomething() {
        List<String> empty = new ArrayList<>();
        for (Uses uses : compiled()) {
            WORD.matcher(uses.name()).results().map(MatchResult::group).filter(word -> EMPTY_WORDS.contains(word.toLowerCase()))
                    .forEach(word -> empty.add(uses.name() + " is called " + word));
        }
        assertNone(empty.stream());
    }

    @Test
    void plantedViolationsAreFound() {
        ClassDesc views = ClassDesc.of("dev.regraft.serve.Views");
        ClassDesc consumer = ClassDesc.of("org.apache.kafka.clients.consumer.Consumer");
        Uses planted = Uses.of(ClassFile.of().build(ClassDesc.of("dev.regraft.head.Planted"), type -> type
                .withField("views", views.arrayType(), 0)
                .withMethodBody("close", ConstantDescs.MTD_void, ClassFile.ACC_STATIC, code -> code
                        .aconst_null().checkcast(consumer).pop().return_())
                .withField("grafts", ConstantDescs.CD_List, field -> field.with(SignatureAttribute.of(
                        Signature.parseFrom("Ljava/util/List<Ldev/regraft/graft/Graft;>;"))))));
        assertEquals(List.of("dev.regraft.head.Planted uses dev.regraft.graft.Graft", "dev.regraft.head.Planted uses dev.regraft.serve.Views"),
                forbiddenImports(planted).toList());
        assertEquals(List.of("dev.regraft.head.Planted uses org.apache.kafka.clients.consumer.Consumer"),
                forbiddenTechnology(planted).toList());
    }

    private static void assertNone(Stream<String> violations) {
        assertEquals("", violations.sorted().collect(Collectors.joining("\n")));
    }
}
