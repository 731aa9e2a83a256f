package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may ask: one input, or several; for the API's description only. */
@Schema(name = "PredictRequest", description = "Either text, or inputs")
record PredictRequest(
        @Schema(description = "The one input") String text,
        @Schema(description = "Several inputs", maxItems = 1000) List<TextInput> inputs,
        @Schema(description = "How many labels each prediction scores", defaultValue = "5") Integer topK) {

    /** One of several inputs. */
    @Schema(name = "Input")
    record TextInput(@Schema(required = true, maxLength = 100_000) String text) {
    }
}
