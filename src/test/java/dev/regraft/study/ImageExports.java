package dev.regraft.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Backbone;
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
import java.util.List;
import java.util.stream.Stream;

/**
 * Imports every network that {@code src/bench/image_exports.py} has exported into a folder, and writes beside each what it makes of the
 * pictures, for that script to compare: as they are imported by default, and of the network's own size, without resizing.
 */
final class ImageExports {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Backbones backbones;
    private final Path folder;

    private ImageExports(Backbones backbones, Path folder) {
        this.backbones = backbones;
        this.folder = folder;
    }

    /** Of the folder given, or of those under it whose names are given too. */
    public static void main(String[] args) throws Exception {
        List<String> only = List.of(args).subList(1, args.length);
        List<Path> folders;
        try (Stream<Path> all = Files.list(Path.of(args[0]))) {
            folders = all.filter(folder -> Files.exists(folder.resolve("definition.json")))
                    .filter(folder -> only.isEmpty() || only.contains(folder.getFileName().toString())).sorted().toList();
        }
        Path kept = Files.createTempDirectory("image-exports");
        try (Backbones backbones = new Backbones(kept, LaneSettings.defaults(), 50)) {
            for (Path folder : folders) {
                ImageExports study = new ImageExports(backbones, folder);
                ObjectNode made = JSON.createObjectNode();
                try {
                    study.make(made);
                } catch (RuntimeException e) {
                    made.put("failed", e.getMessage());
                }
                JSON.writeValue(folder.resolve("product.json").toFile(), made);
                System.out.println(folder.getFileName() + " " + made.path("cut").asText() + " " + made.path("preprocessing") + " " + made.path("failed").asText());
            }
        }
    }

    private void make(ObjectNode made) throws IOException, InterruptedException {
        String name = folder.getFileName().toString();
        List<Path> pictures = Files.readAllLines(folder.resolve("pictures.txt")).stream().map(Path::of).toList();
        BackboneStatus status = extract(name, JSON.createObjectNode(),
                pictures.stream().filter(picture -> !picture.getFileName().toString().startsWith("exact")).toList(), made.putArray("files"));
        made.put("cut", status.cut()).put("digest", status.digest()).put("ms", status.msPerItem()).put("parameters", status.parameters());
        made.set("preprocessing", status.preprocessing());
        ObjectNode exactly = JSON.createObjectNode();
        exactly.set("preprocessing", JSON.readTree(folder.resolve("definition.json").toFile()).get("exact"));
        extract(name + ".exact", exactly,
                pictures.stream().filter(picture -> picture.getFileName().toString().startsWith("exact")).toList(), made.putArray("exact"));
    }

    private BackboneStatus extract(String name, ObjectNode definition, List<Path> pictures, ArrayNode features) throws IOException, InterruptedException {
        backbones.register(DefinitionReader.read(name, definition.put("source", "file:" + folder), Instant.EPOCH));
        while (backbones.status(name).state() == BackboneStatus.State.IMPORTING) {
            Thread.sleep(50);
        }
        Backbone backbone = backbones.load(name);
        List<Input> inputs = new ArrayList<>();
        for (Path picture : pictures) {
            inputs.add(new Input.Image(Files.readAllBytes(picture)));
        }
        List<Extraction> extractions = backbone.extract(inputs, Priority.EXTRACT).join();
        for (Extraction extraction : extractions) {
            ArrayNode vector = features.addArray();
            for (int i = 0; i < extraction.features().dimension(); i++) {
                vector.add(extraction.features().fixedPoint(i) / (double) Features.ONE);
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            Features alone = backbone.extract(List.of(inputs.get(i)), Priority.EXTRACT).join().getFirst().features();
            if (!alone.equals(extractions.get(i).features())) {
                throw new IllegalStateException("features of " + pictures.get(i) + " must be the same alone and in company");
            }
        }
        BackboneStatus status = backbones.status(name);
        backbones.remove(name);
        return status;
    }
}
