package dev.regraft.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.BackboneUnavailableException;
import dev.regraft.backbone.BackboneStatus;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.DefinitionReader;
import dev.regraft.backbone.Extraction;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.LaneSettings;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How near the features of imported text networks are to PyTorch's own hidden states, pooled the same way, and whether they are the same
 * bits in any batch: over the folders that {@code src/bench/text_exports.py} writes.
 */
final class TextExportsStudy {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TextExportsStudy() {
    }

    /** @param arguments the folder of folders, and a working folder */
    public static void main(String[] arguments) throws IOException {
        try (Backbones backbones = new Backbones(Path.of(arguments[1]), new LaneSettings(2, 4_096, 1_024), 1);
                Stream<Path> folders = Files.list(Path.of(arguments[0]))) {
            System.out.printf("%-24s %5s %-13s %-26s %5s %6s %8s %10s %s%n", "folder", "d", "pooling", "cut", "max", "ms", "import s", "1 - cosine", "bits");
            for (Path folder : folders.filter(f -> Files.exists(f.resolve("expected.json"))).sorted().toList()) {
                compare(folder, backbones);
            }
        }
    }

    private static void compare(Path folder, Backbones backbones) throws IOException {
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
        String name = folder.getFileName().toString();
        ObjectNode definition = ((ObjectNode) expected.get("definition")).put("source", "file:" + folder);
        long began = System.nanoTime();
        backbones.register(DefinitionReader.read(name, definition, Instant.now()));
        Backbone backbone = ready(name, backbones);
        if (backbone == null) {
            System.out.printf("%-24s FAILED %s%n", name, backbones.status(name).reason());
            return;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        List<Input> texts = new ArrayList<>();
        expected.get("rows").forEach(row -> texts.add(new Input.Text(row.get("text").asText())));
        List<Features> alone = texts.stream().map(text -> features(backbone, List.of(text)).getFirst()).toList();
        double worst = 0;
        for (int i = 0; i < alone.size(); i++) {
            worst = Math.max(worst, distance(alone.get(i), expected.get("rows").get(i).get("features")));
        }
        List<Input> many = new ArrayList<>();
        Collections.nCopies(13, texts).forEach(many::addAll);
        List<Features> together = features(backbone, many);
        boolean same = true;
        for (int i = 0; i < many.size(); i++) {
            same &= together.get(i).equals(alone.get(i % alone.size()));
        }
        BackboneStatus status = backbones.status(name);
        System.out.printf(Locale.ROOT, "%-24s %5d %-13s %-26s %5d %6.2f %8.1f %10.2e %s%n", name, status.dimension(), status.pooling(),
                status.cut().length() > 26 ? "..." + status.cut().substring(status.cut().length() - 23) : status.cut(), status.maxLength(), status.msPerItem(),
                seconds, worst, same ? "same" : "DIFFERENT");
        backbones.remove(name);
    }

    /** The backbone once it is imported, however long that takes; null if it cannot be. */
    private static Backbone ready(String name, Backbones backbones) {
        while (true) {
            try {
                return backbones.load(name);
            } catch (BackboneUnavailableException e) {
                if (backbones.status(name).state() == BackboneStatus.State.FAILED) {
                    return null;
                }
            }
        }
    }

    private static List<Features> features(Backbone backbone, List<Input> inputs) {
        return backbone.extract(inputs, Priority.EXTRACT).join().stream().map(Extraction::features).toList();
    }

    /** 1 − cosine. */
    private static double distance(Features features, JsonNode expected) {
        double product = 0;
        double square = 0;
        double other = 0;
        for (int i = 0; i < features.dimension(); i++) {
            product += features.fixedPoint(i) * expected.get(i).asDouble();
            square += Math.pow(features.fixedPoint(i), 2);
            other += Math.pow(expected.get(i).asDouble(), 2);
        }
        return 1 - product / Math.sqrt(square * other);
    }
}
