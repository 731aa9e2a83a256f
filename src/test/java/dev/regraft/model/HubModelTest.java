package dev.regraft.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HubModelTest {

    @Test
    void readsSources() {
        assertEquals(new HubModel("org/name", "main", null), HubModel.of("hf://org/name"));
        assertEquals(new HubModel("gpt2", "main", null), HubModel.of("hf://gpt2"));
        assertEquals(new HubModel("org/name", "v1.0+x", null), HubModel.of("hf://org/name@v1.0+x"));
        assertEquals(new HubModel("org/name", "feature/x", null), HubModel.of("hf://org/name@feature/x"));
        assertEquals(new HubModel("org/name", "main", "onnx/x.onnx"), HubModel.of("hf://org/name@main/onnx/x.onnx"));
        assertEquals(new HubModel("org/name", "main", "onnx/vision_model.onnx"), HubModel.of("hf://org/name/onnx/vision_model.onnx"));
        assertEquals(new HubModel("org/name", "refs/pr/1", "m.onnx"), HubModel.of("hf://org/name@refs/pr/1/m.onnx"));
        assertEquals(new HubModel("org/name", "a/b", "m.onnx"), HubModel.of("hf://org/name@a%2Fb/m.onnx"));
        assertTrue(HubModel.of("hf://org/name@" + "0a".repeat(20)).isCommit());
        assertFalse(HubModel.of("hf://org/name@" + "0a".repeat(19)).isCommit());
    }

    @Test
    void refusesWhatIsNone() {
        for (String source : List.of("hf://", "hf:///", "hf://a/b/c", "hf://a@", "hf://../x", "hf://a/..", "hf://a--b/c", "hf://a/b.git",
                "hf://a b/c", "hf://a/b@../x", "hf://a/b@x\\y", "hf://a/b@main/../../x.onnx", "hf://a/b@main//x.onnx", "hf://" + "a".repeat(97),
                "https://a/b",
                "hf://a/b?x", "hf://a/b@x?y", "hf://.a/b", "hf://a/b@x@y")) {
            assertThrows(IllegalArgumentException.class, () -> HubModel.of(source), source);
        }
    }

    @Test
    void asksByPathsThatAreEncoded() {
        HubModel model = HubModel.of("hf://org/name@refs/pr/1");
        assertEquals("/api/models/org/name/revision/refs%2Fpr%2F1", model.listingPath());
        assertEquals("/org/name/resolve/" + "a".repeat(40) + "/onnx/a%20b%23.onnx", model.filePath("a".repeat(40), "onnx/a b#.onnx"));
    }

    @Test
    void settingsFollowTheEnvironment() throws IOException {
        Path home = Path.of("/home/me");
        HubSettings plain = HubSettings.of(Map.of(), home);
        assertEquals(new HubSettings(URI.create("https://huggingface.co"), Optional.empty(), Path.of("/home/me/.cache/huggingface/token"),
                Path.of("/home/me/.cache/huggingface/hub"), false), plain);
        assertEquals(Path.of("/xdg/huggingface/hub"), HubSettings.of(Map.of("XDG_CACHE_HOME", "/xdg"), home).cache());
        HubSettings set = HubSettings.of(Map.of("HF_ENDPOINT", "https://mirror.example/hf/", "HF_HOME", "~/models", "HF_TOKEN", " hf_x\n",
                "HF_HUB_OFFLINE", "yes"), home);
        assertEquals(new HubSettings(URI.create("https://mirror.example/hf"), Optional.of("hf_x"), Path.of("/home/me/models/token"),
                Path.of("/home/me/models/hub"), true), set);
        assertEquals("hf_x", set.token().orElseThrow());
        HubSettings apart = HubSettings.of(Map.of("HF_HOME", "/h", "HF_HUB_CACHE", "/c", "HF_TOKEN_PATH", "/t", "HF_HUB_OFFLINE", "0",
                "TRANSFORMERS_OFFLINE", "1"), home);
        assertEquals(List.of(Path.of("/c"), Path.of("/t"), true), List.of(apart.cache(), apart.tokenFile(), apart.offline()));
        for (String wrong : List.of("mirror.example", "ftp://mirror.example", "https://me:secret@mirror.example", "https://")) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                    () -> HubSettings.of(Map.of("HF_ENDPOINT", wrong), home));
            assertTrue(refusal.getMessage().startsWith("HF_ENDPOINT must "), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
        }
    }

    @Test
    void redirectsStayEncryptedAndTheServerIsTheWholeOfIt() {
        URI hub = URI.create("https://hub.example/x");
        WebAddress.requireRedirect(hub, URI.create("https://store.example/y?signature"));
        WebAddress.requireRedirect(URI.create("http://mirror.local/x"), URI.create("http://store.local/y"));
        for (String to : List.of("http://hub.example/x", "ftp://hub.example/x", "file:///etc/passwd", "https://me@hub.example/")) {
            assertThrows(IllegalArgumentException.class, () -> WebAddress.requireRedirect(hub, URI.create(to)), to);
        }
        assertTrue(WebAddress.sameServer(hub, URI.create("https://HUB.example:443/z")));
        for (String other : List.of("http://hub.example/x", "https://hub.example:8443/x", "https://hub.example.evil.example/x")) {
            assertFalse(WebAddress.sameServer(hub, URI.create(other)), other);
        }
    }

    @Test
    void choosesTheNetworkThatIsMeant() throws IOException {
        assertEquals("onnx/model.onnx", choice(Precision.AUTO, "model.onnx", "onnx/model.onnx", "onnx/model_fp16.onnx",
                "onnx/model_O4.onnx"));
        assertEquals("onnx/model_fp16.onnx", choice(Precision.FP16, "onnx/model.onnx", "onnx/model_fp16.onnx"));
        assertEquals("onnx/model_quantized.onnx", choice(Precision.INT8, "onnx/model_int8.onnx", "onnx/model_quantized.onnx",
                "onnx/model_q4.onnx"));
        assertEquals("onnx/model_qint8_avx512_vnni.onnx", choice(Precision.INT8, "onnx/model.onnx", "onnx/model_qint8_avx512_vnni.onnx"));
        assertEquals("onnx/decoder_model.onnx", choice(Precision.AUTO, "onnx/decoder_model.onnx", "onnx/decoder_model_merged.onnx",
                "onnx/decoder_with_past_model.onnx"));
        assertEquals("onnx/encoder_model.onnx", choice(Precision.FP32, "onnx/encoder_model.onnx", "onnx/decoder_model.onnx"));
        assertEquals("onnx/model_fp16.onnx", choice(Precision.AUTO, "onnx/model_fp16.onnx", "onnx/model_quantized.onnx"));
        assertEquals("vgg19-7.onnx", choice(Precision.FP32, "vgg19-7.onnx", "README.md"));
        assertThrows(IOException.class, () -> choice(Precision.FP32, "vgg19-int8.onnx"));
        assertThrows(IOException.class, () -> choice(Precision.INT8, "vgg19-7.onnx"));
        assertThrows(IOException.class, () -> choice(Precision.AUTO, "a.onnx", "b.onnx"));
        assertEquals(List.of("onnx/model.onnx_data", "onnx/model.onnx_data_1"), OnnxChoice.weights("onnx/model.onnx", new TreeSet<>(List.of(
                "onnx/model.onnx_data_1", "onnx/model.onnx", "onnx/model.onnx_data", "model.onnx_data", "onnx/model_fp16.onnx_data"))));
        assertTrue(assertThrows(IOException.class, () -> choice(Precision.AUTO, "pytorch_model.bin")).getMessage()
                .endsWith(": it has none in that format"));
    }

    private static String choice(Precision precision, String... files) throws IOException {
        return OnnxChoice.of(HubModel.of("hf://org/name"), precision, new TreeSet<>(List.of(files)));
    }
}
