package dev.regraft.model;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A model on a hub of this machine, and a cache to fetch it into. */
public abstract class OnToyHub {

    static final int MODEL_BYTES = 300_000;
    static final String RESOLVE = "/" + ToyHub.REPOSITORY + "/resolve/" + "a".repeat(40) + "/";
    static final String LISTING = "/api/models/" + ToyHub.REPOSITORY + "/revision/main";
    static final Patience SHORT = new Patience(4, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(2),
            Duration.ofMillis(400));

    @TempDir
    Path folder;

    final byte[] model = ToyHub.bytes(1, MODEL_BYTES);
    final ToyHub hub = new ToyHub()
            .file("onnx/model.onnx", model)
            .file("onnx/model_quantized.onnx", ToyHub.bytes(2, 5_000))
            .file("tokenizer.json", "{\"model\":{}}")
            .file("1_Pooling/config.json", "{\"pooling_mode_cls_token\":true}")
            .file("pytorch_model.bin", ToyHub.bytes(3, 2_000))
            .file("README.md", "a toy");

    @AfterEach
    void close() {
        hub.close();
    }

    Path cache() {
        return folder.resolve("hub");
    }

    Path ofModel() {
        return cache().resolve("models--toys--tiny");
    }

    HubSource source(String revision, Optional<String> token, boolean offline, long mostBytes) {
        HubSettings settings = new HubSettings(hub.address(), token, folder.resolve("token"), cache(), offline);
        return new HubSource(HubModel.of("hf://" + ToyHub.REPOSITORY + revision), Precision.AUTO,
                new Fetching(folder.resolve("models"), settings, SHORT, mostBytes));
    }

    HubSource source(String revision) {
        return source(revision, Optional.empty(), false, 10_000_000);
    }

    static ModelFiles fetch(HubSource source) throws IOException, InterruptedException {
        return source.fetch(_ -> { });
    }

    String refused(HubSource source) {
        return assertThrows(IOException.class, () -> fetch(source)).getMessage();
    }
}
