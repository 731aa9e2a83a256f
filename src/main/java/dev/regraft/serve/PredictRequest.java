package dev.regraft.serve;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may ask: one input, or several; for the API's description only. */
@Schema(name = "PredictRequest", description = "One of text, image, tensor, features and inputs")
record PredictRequest(
        @Schema(description = "The one input") String text,
        @Schema(description = "The one input: an image file in base64 (JPEG, PNG, GIF, BMP, WebP)") String image,
        @Schema(description = "The one input: what a network that reads neither texts nor images takes") TensorInput tensor,
        @Schema(description = "The one input of a task whose backbone is none", minItems = 1, maxItems = 4096) List<Double> features,
        @Schema(description = "Several inputs", maxItems = 1000) List<OneInput> inputs,
        @Schema(description = "How many labels each prediction scores", defaultValue = "5") Integer topK) {

    /** Numbers as a network takes them. */
    @Schema(name = "Tensor")
    record TensorInput(@Schema(required = true, description = "Without the batch, or with one of 1", minItems = 1, maxItems = 8) List<Integer> shape,
            @Schema(required = true, description = "As many as the shape has places, row by row", maxItems = 1_000_000) List<Double> data) {
    }

    /** One of several inputs: a text, an image, a tensor, or features. */
    @Schema(name = "Input")
    record OneInput(@Schema(maxLength = 100_000) String text, @Schema(description = "An image file in base64") String image,
            TensorInput tensor,
            @Schema(minItems = 1, maxItems = 4096) List<Double> features) {
    }
}
