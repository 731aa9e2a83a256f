package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may ask to be ranked; for the API's description only. */
@Schema(name = "RankRequest")
record RankRequest(
        @Schema(required = true, description = "Labeled inputs: two labels or more, and at least 20 examples whose label another has too")
        List<LabeledInput> examples,
        @Schema(description = "Names of backbones; all that are known if left out") List<String> backbones) {

    /** An input and its label. */
    @Schema(name = "LabeledInput")
    record LabeledInput(@Schema(required = true, maxLength = 100_000) String text,
            @Schema(required = true, maxLength = 256) String label) {
    }
}
