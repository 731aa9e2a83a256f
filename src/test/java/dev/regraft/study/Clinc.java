package dev.regraft.study;

import dev.regraft.backbone.Backbone;
import dev.regraft.backbone.Backbones;
import dev.regraft.backbone.Input;
import dev.regraft.backbone.LaneSettings;
import dev.regraft.backbone.Priority;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CLINC150 (Larson et al., EMNLP 2019) as MiniLM sees it: made once with our own backbone, which takes some minutes, and kept in
 * {@code -Dstudy.folder} (by default {@code target/study}). The data set itself lies in {@code -Dclinc.folder}, by default
 * {@code ../shared/data/clinc150}.
 */
final class Clinc {

    private static final Path DATA = Path.of(System.getProperty("clinc.folder", "../shared/data/clinc150"));
    private static final Path KEPT = Path.of(System.getProperty("study.folder", "target/study"));
    private static final String BACKBONE = "all-minilm-l6-v2";
    private static final int BATCH = 512;

    /** One query: its intent ({@code oos} out of scope), its words and its vector. */
    record Query(String label, String text, Features features) {
    }

    /** All queries of a part: {@code train}, {@code validation}, {@code test}, {@code out-of-scope-train}, {@code out-of-scope-test}. */
    static List<Query> part(String name) throws IOException {
        List<String> lines = Files.readAllLines(DATA.resolve(name + ".tsv"));
        Path kept = KEPT.resolve("clinc150-" + name + ".features");
        if (!Files.exists(kept)) {
            Files.createDirectories(KEPT);
            extract(lines, kept);
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(kept)))) {
            List<Query> queries = new ArrayList<>();
            for (String line : lines) {
                short[] values = new short[384];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.readShort();
                }
                int tab = line.indexOf('\t');
                queries.add(new Query(line.substring(0, tab), line.substring(tab + 1), Features.ofFixedPoint(values)));
            }
            return queries;
        }
    }

    /** The space of the vectors. */
    static FeatureSpace space() {
        return new FeatureSpace(BACKBONE, "0".repeat(64), 384);
    }

    private static void extract(List<String> lines, Path kept) throws IOException {
        Path partial = kept.resolveSibling(kept.getFileName() + ".partial");
        try (Backbones backbones = new Backbones(KEPT, LaneSettings.defaults(), 50);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
            Backbone backbone = backbones.load(BACKBONE);
            for (int from = 0; from < lines.size(); from += BATCH) {
                List<Input> inputs = lines.subList(from, Math.min(lines.size(), from + BATCH)).stream()
                        .map(line -> (Input) new Input.Text(line.substring(line.indexOf('\t') + 1))).toList();
                for (var extraction : backbone.extract(inputs, Priority.EXTRACT).join()) {
                    for (int i = 0; i < extraction.features().dimension(); i++) {
                        out.writeShort(extraction.features().fixedPoint(i));
                    }
                }
            }
        }
        Files.move(partial, kept);
    }

    private Clinc() {
    }

    /** Makes all parts. */
    public static void main(String[] args) throws IOException {
        for (String name : List.of("train", "validation", "test", "out-of-scope-train", "out-of-scope-test")) {
            System.out.println(name + ": " + part(name).size());
        }
    }
}
