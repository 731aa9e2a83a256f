package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may ask: one input, or several; for the API's description only. */
@Schema(name = "PredictRequest", description = "One of text, image, features and inputs")
record PredictRequest(
        @Schema(description = "The one input") String text,
        @Schema(description = "The one input: an image file in base64 (JPEG, PNG, GIF, BMP, WebP)") String image,
        @Schema(description = "The one input of a task whose backbone is none", minItems = 1, maxItems = 4096) List<Double> features,
        @Schema(description = "Several inputs", maxItems = 1000) List<OneInput> inputs,
        @Schema(description = "How many labels each prediction scores", defaultValue = "5") Integer topK) {

    /** One of several inputs: a text, an image, or features. */
    @Schema(name = "Input")
    record OneInput(@Schema(maxLength = 100_000) String text, @Schema(description = "An image file in base64") String image,
            @Schema(minItems = 1, maxItems = 4096) List<Double> features) {
    }
}
