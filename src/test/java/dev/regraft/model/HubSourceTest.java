package dev.regraft.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What of a model is fetched, and when the hub is asked at all. */
class HubSourceTest extends OnToyHub {

    @Test
    void fetchesNetworkAndSmallFilesIntoACacheLaidOutLikeThatOfHuggingFace() throws Exception {
        List<Transfer> told = new ArrayList<>();
        ModelFiles files = source("").fetch(told::add);
        assertEquals("onnx/model.onnx", files.model());
        assertEquals(ofModel().resolve("snapshots").resolve(hub.commit()), files.folder());
        assertArrayEquals(model, Files.readAllBytes(files.network()));
        assertEquals("../../../blobs/" + Sha256.of(model), Files.readSymbolicLink(files.network()).toString());
        assertEquals("../../blobs/" + ToyHub.gitName("{\"model\":{}}".getBytes()),
                Files.readSymbolicLink(files.folder().resolve("tokenizer.json")).toString());
        assertEquals(hub.commit(), Files.readString(ofModel().resolve("refs/main")));
        assertEquals("{\"pooling_mode_cls_token\":true}", new String(files.find("1_Pooling/config.json").orElseThrow().bytes()));
        assertFalse(Files.exists(files.folder().resolve("pytorch_model.bin")), "only what is needed");
        long all = MODEL_BYTES + "{\"model\":{}}".length() + "{\"pooling_mode_cls_token\":true}".length();
        assertEquals(new Transfer(all, all), told.getLast());
        assertEquals(all, told.getFirst().of());
        try (Stream<Path> blobs = Files.list(ofModel().resolve("blobs"))) {
            assertEquals(3, blobs.count(), "nothing half is left");
        }
    }

    @Test
    void choosesByPrecision() throws Exception {
        HubSource int8 = new HubSource(HubModel.of("hf://" + ToyHub.REPOSITORY), Precision.INT8, source("").fetching());
        assertEquals("onnx/model_quantized.onnx", fetch(int8).model());
        HubSource fp16 = new HubSource(HubModel.of("hf://" + ToyHub.REPOSITORY), Precision.FP16, source("").fetching());
        assertEquals("hf://toys/tiny@main must have an ONNX file of precision fp16 (onnx/model.onnx, onnx/model_fp16.onnx, "
                + "onnx/model_quantized.onnx or the like): it has onnx/model.onnx, onnx/model_quantized.onnx", refused(fp16));
    }

    @Test
    void commitThatIsThereCostsNoCallAndABranchOne() throws Exception {
        fetch(source("@" + hub.commit()));
        int before = hub.asked().size();
        ModelFiles again = fetch(source("@" + hub.commit()));
        assertEquals(before, hub.asked().size());
        assertArrayEquals(model, Files.readAllBytes(again.network()));
        fetch(source("@main"));
        assertEquals(List.of("GET " + LISTING), hub.asked("hub").subList(hub.asked("hub").size() - 1, hub.asked("hub").size()));
        assertEquals(before + 1, hub.asked().size());
    }

    @Test
    void offlineMakesNoCallAndNamesWhatIsMissing() throws Exception {
        HubSource offline = source("", Optional.empty(), true, 10_000_000);
        assertEquals("with HF_HUB_OFFLINE the cache " + cache() + " must have hf://toys/tiny@main", refused(offline));
        fetch(source(""));
        int before = hub.asked().size();
        assertArrayEquals(model, Files.readAllBytes(fetch(offline).network()));
        Files.delete(ofModel().resolve("blobs").resolve(Sha256.of(model)));
        assertEquals("with HF_HUB_OFFLINE the cache " + cache() + " must have the files of hf://toys/tiny@main, sound: onnx/model.onnx",
                refused(offline));
        assertEquals(before, hub.asked().size());
    }

    @Test
    void hubThatIsAwayLeavesWhatWasThereLast() throws Exception {
        fetch(source(""));
        hub.close();
        assertArrayEquals(model, Files.readAllBytes(fetch(source("")).network()));
        HubSource fp16 = new HubSource(HubModel.of("hf://toys/tiny"), Precision.FP16, source("").fetching());
        assertThrows(UnreachableException.class, () -> fetch(fp16), "what is there is not what is asked for");
        String reason = assertThrows(UnreachableException.class, () -> fetch(source("@other"))).getMessage();
        assertTrue(reason.startsWith(hub.address() + "/api/models/toys/tiny/revision/other must be reachable: "), reason);
    }

    @Test
    void fileCanBeNamed() throws Exception {
        hub.file("onnx/vision_model.onnx", ToyHub.bytes(5, 3_000));
        assertEquals("onnx/vision_model.onnx", fetch(source("@main/onnx/vision_model.onnx")).model());
        assertTrue(refused(source("@main/onnx/audio_model.onnx"))
                .startsWith("model must have the file onnx/audio_model.onnx: it has onnx/model.onnx, "));
    }
}
