package dev.regraft.backbone;

import dev.regraft.model.Asset;
import dev.regraft.model.ModelFiles;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regraft.onnx.ImageInput;
import dev.regraft.onnx.PlacePooling;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds out how an image backbone is made: what the definition says, else the files beside the network, else what is known of its name. */
final class ImageImport {

    private static final String CONFIG = "preprocessor_config.json";
    private static final List<String> POOLINGS = List.of("mean", "max", "cls");
    private static final int USUAL_SIDE = 224;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ImageImport() {
    }

    static ImageRecipe recipe(BackboneDefinition definition, ModelFiles files, ImageInput input, String modelSha256) throws IOException {
        return new ImageRecipe(definition.name(), definition.source(), new Asset.Local(files.network(), modelSha256),
                preprocessing(definition, files, input), definition.cut(), pooling(definition.pooling()));
    }

    /** How places become one vector; null if a definition does not say. */
    static PlacePooling pooling(String word) throws IOException {
        if (word != null && !POOLINGS.contains(word)) {
            throw new IOException("pooling of what is no text must be one of mean, max, cls: " + word);
        }
        return word == null ? null : PlacePooling.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Preprocessing preprocessing(BackboneDefinition definition, ModelFiles files, ImageInput input) throws IOException {
        int side = input.height() > 0 ? (int) input.height() : USUAL_SIDE;
        if (definition.preprocessing() != null) {
            return PreprocessingReader.read(definition.preprocessing(), "definition", side);
        }
        Optional<JsonNode> config = json(files, CONFIG);
        if (config.isPresent()) {
            return PreprocessingReader.read(config.get(), CONFIG, side);
        }
        Optional<JsonNode> timm = json(files, "config.json").map(json -> json.get("pretrained_cfg"));
        return timm.isPresent() ? PreprocessingReader.timm(timm.get(), side)
                : KnownPreprocessing.of(definition.name() + " " + definition.source(), input);
    }

    private static Optional<JsonNode> json(ModelFiles files, String name) throws IOException {
        Optional<Asset> found = files.find(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(found.get().bytes()));
        } catch (JsonProcessingException e) {
            throw new IOException(name + " must be JSON: " + e.getOriginalMessage(), e);
        }
    }
}
