package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may define of a task; for the API's description only. */
@Schema(name = "TaskDefinition")
record TaskRequest(
        @Schema(enumeration = {"single-label", "multi-label", "regression"}, defaultValue = "single-label",
                description = "One label of several, any number of labels, or a number; stays what it was at first") String kind,
        @Schema(defaultValue = "all-minilm-l6-v2", description = "Its name, or none for vectors made elsewhere") String backbone,
        @Schema(description = "Labels, each a string or {label, description}; none of a regression task", type = SchemaType.ARRAY)
        List<Object> labels,
        Head head,
        Gate gate,
        @Schema(description = "Attributes by whose values accuracy is told apart; with the balance slices, by which heads are balanced")
        List<String> slices) {

    /** How heads are trained. */
    @Schema(name = "TaskDefinitionHead")
    record Head(
            @Schema(enumeration = {"auto", "lda", "logistic", "prototype", "ridge"}, defaultValue = "auto",
                    description = "lda and prototype: single-label only; logistic: labels only") String algorithm,
            @Schema(enumeration = {"auto", "none", "inverse-frequency", "slices"}, defaultValue = "auto",
                    description = "Whether rare labels count as frequent ones do; inverse-frequency and slices: single-label only")
            String balance,
            @Schema(description = "Random features: auto, off, or how many, at most 8192", defaultValue = "auto") Object expansion,
            @Schema(description = "Whether the words of declared labels count as weak examples", defaultValue = "true") Boolean hints) {
    }

    /** How heads go live. */
    @Schema(name = "TaskDefinitionGate")
    record Gate(@Schema(enumeration = {"guarded", "immediate", "manual"}, defaultValue = "guarded") String mode,
            @Schema(defaultValue = "0.01") Double margin, @Schema(defaultValue = "0.05") Double alpha) {
    }
}
