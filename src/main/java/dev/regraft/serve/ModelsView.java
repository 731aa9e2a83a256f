package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Backbones as clients of OpenAI's API expect models. */
@Schema(name = "Models")
record ModelsView(@Schema(enumeration = "list") String object, List<Model> data) {

    /** A backbone that reads texts. */
    @Schema(name = "Model")
    record Model(@Schema(description = "Name of the backbone") String id, @Schema(enumeration = "model") String object,
            @Schema(description = "Seconds since 1970: since when this process has offered it") long created,
            @Schema(description = "The service") String owned_by) {
    }
}
