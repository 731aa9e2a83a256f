package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.model.Catalogue;
import dev.regraft.model.CatalogueEntry;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A model that makes a good backbone; it is registered by its source, pooling and preprocessing. */
@Schema(name = "CatalogueEntry")
@JsonInclude(JsonInclude.Include.NON_NULL)
record CatalogueView(String name, @Schema(description = "Where its network comes from, as a registration has it") String source,
        @Schema(description = "Whether that can never mean another model") boolean pinned,
        @Schema(description = "Of its weights, as SPDX calls it") String licence,
        @Schema(description = "What it reads", enumeration = {"text", "image"}) String modality,
        @Schema(description = "Length of a feature vector") int dimension,
        @Schema(description = "Numbers in its weights, after the cut") long parameters,
        @Schema(description = "Millions of floating-point operations for an input, reckoned") double mflopPerItem,
        @Schema(description = "The input that this is for") String item, @Schema(description = "What it is good for") String use,
        @Schema(description = "Whether it comes with the service") boolean inTheBox,
        @Schema(description = "As a registration has it; absent where its files tell") String pooling,
        @Schema(description = "As a registration has it; absent where its files tell", implementation = Object.class)
        JsonNode preprocessing) {

    /** The whole catalogue. */
    static final List<CatalogueView> ALL = Catalogue.entries().stream().map(CatalogueView::of).toList();

    private static CatalogueView of(CatalogueEntry entry) {
        return new CatalogueView(entry.name(), entry.source(), entry.isPinned(), entry.licence(), entry.modality(), entry.dimension(),
                entry.parameters(), entry.mflopPerItem(), entry.item(), entry.use(), entry.inTheBox(), entry.pooling(),
                entry.preprocessing());
    }
}
