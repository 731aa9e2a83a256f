package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regraft.model.CatalogueEntry;
import dev.regraft.model.Catalogue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final Set<String> LICENCES = Set.of("Apache-2.0", "MIT", "BSD-3-Clause");

    private final List<CatalogueEntry> entries = Catalogue.entries();

    @Test
    void hasTheModelsThatPeopleName() {
        Set<String> names = entries.stream().map(CatalogueEntry::name).collect(Collectors.toSet());
        assertEquals(entries.size(), names.size(), "no name twice");
        assertTrue(entries.size() >= 20, "entries: " + entries.size());
        assertTrue(names.containsAll(Set.of("bert-base-uncased", "distilbert-base-uncased", "all-minilm-l6-v2", "bge-small-en-v1.5",
                "bge-base-en-v1.5", "e5-small-v2", "multilingual-e5-small", "gte-small", "gpt2", "modernbert-base", "vgg19", "inception-v3",
                "resnet-50", "efficientnet-lite0", "mobilenet-v3-large", "vit-base-patch16-224", "dinov2-small",
                "clip-vit-base-patch32-vision")), names.toString());
    }

    @Test
    void everyEntryIsADefinitionThatKeepsTheRules() {
        for (CatalogueEntry entry : entries) {
            DefinitionReader.checked(new BackboneDefinition(entry.name(), entry.source(), null, entry.pooling(), null,
                    entry.preprocessing(), null, null, null, Instant.EPOCH));
            assertTrue(Set.of("text", "image").contains(entry.modality()), entry.name());
            assertTrue(LICENCES.contains(entry.licence()), entry.name());
            assertFalse(entry.use().isBlank(), entry.name());
            assertTrue(entry.inTheBox() || entry.source().startsWith("hf://"), entry.name());
        }
    }

    @Test
    void whatIsPinnedNamesACommitAndTheRestABranch() {
        for (CatalogueEntry entry : entries) {
            boolean commit = entry.source().matches("hf://[^@]+@[0-9a-f]{40}(/.+\\.onnx)?");
            assertEquals(entry.isPinned(), entry.inTheBox() || commit, entry.source());
            assertTrue(entry.isPinned() || entry.source().endsWith("@main"), entry.source());
        }
        assertTrue(entries.stream().filter(CatalogueEntry::isPinned).count() >= 15);
    }

    @Test
    void theBoxIsMarkedAndWholeAndTellsItsSources() {
        List<Recipe> box = Stream.<Recipe>concat(TextRecipe.KNOWN.stream(), ImageRecipe.KNOWN.stream()).toList();
        assertEquals(box.stream().map(Recipe::name).collect(Collectors.toSet()),
                entries.stream().filter(CatalogueEntry::inTheBox).map(CatalogueEntry::name).collect(Collectors.toSet()));
        box.forEach(recipe -> {
            CatalogueEntry entry = entries.stream().filter(one -> one.name().equals(recipe.name())).findFirst().orElseThrow();
            assertEquals(recipe.source(), entry.source());
            assertEquals(recipe.modality(), entry.modality());
        });
    }

    /** Every weight of an encoder but those of its table of words is used once for a token; attention adds less than half. */
    @Test
    void figuresOfOneEntryAgreeWithEachOther() {
        for (CatalogueEntry entry : entries) {
            assertTrue(entry.dimension() >= 384 && entry.dimension() <= 4096, entry.name());
            if (entry.modality().equals("text")) {
                assertEquals("128 tokens", entry.item());
                assertTrue(entry.mflopPerItem() * 1e6 < 1.1 * 2 * 128 * entry.parameters(), entry.name());
                assertTrue(entry.mflopPerItem() * 1e6 > 0.15 * 2 * 128 * entry.parameters(), entry.name());
            } else {
                assertTrue(entry.item().matches("\\d{3} × \\d{3} pixels"), entry.name());
                assertTrue(entry.mflopPerItem() > 400 && entry.mflopPerItem() < 40_000, entry.name());
            }
            if (entry.preprocessing() != null) {
                int side = entry.preprocessing().path("crop_size").path("height").asInt();
                assertTrue(entry.item().startsWith(side + " ×"), entry.name());
                assertEquals(3, entry.preprocessing().path("image_mean").size());
                assertNotNull(entry.preprocessing().get("resample"));
            }
        }
    }
}
