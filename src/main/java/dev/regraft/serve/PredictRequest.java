package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may ask: one input, or several; for the API's description only. */
@Schema(name = "PredictRequest", description = "Text, or image, or inputs")
record PredictRequest(
        @Schema(description = "The one input") String text,
        @Schema(description = "The one input: an image file in base64 (JPEG, PNG, GIF, BMP, WebP)") String image,
        @Schema(description = "Several inputs", maxItems = 1000) List<OneInput> inputs,
        @Schema(description = "How many labels each prediction scores", defaultValue = "5") Integer topK) {

    /** One of several inputs. */
    @Schema(name = "Input", description = "Either text or image")
    record OneInput(@Schema(maxLength = 100_000) String text, @Schema(description = "An image file in base64") String image) {
    }
}
