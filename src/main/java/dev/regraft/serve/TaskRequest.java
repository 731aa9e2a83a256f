package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may define of a task; for the API's description only. */
@Schema(name = "TaskDefinition")
record TaskRequest(
        @Schema(enumeration = "single-label", defaultValue = "single-label") String kind,
        @Schema(defaultValue = "all-minilm-l6-v2") String backbone,
        @Schema(description = "Labels, each a string or {label, description}", type = SchemaType.ARRAY) List<Object> labels,
        Head head,
        Gate gate,
        @Schema(description = "Attributes by whose values accuracy is told apart") List<String> slices) {

    /** How heads are trained. */
    @Schema(name = "TaskDefinitionHead")
    record Head(@Schema(enumeration = {"auto", "lda"}, defaultValue = "auto") String algorithm,
            @Schema(defaultValue = "true") Boolean hints) {
    }

    /** How heads go live. */
    @Schema(name = "TaskDefinitionGate")
    record Gate(@Schema(enumeration = {"guarded", "immediate", "manual"}, defaultValue = "guarded") String mode,
            @Schema(defaultValue = "0.01") Double margin, @Schema(defaultValue = "0.05") Double alpha) {
    }
}
