package dev.regraft.serve;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may say of an example; for the API's description only. */
@Schema(name = "Example")
record ExampleRequest(
        @Schema(description = "Names it; made up if left out") String id,
        @Schema(description = "The input: a text") String text,
        @Schema(description = "Or the input: an image file in base64") String image,
        @Schema(description = "Or the input: what a network that reads neither texts nor images takes") PredictRequest.TensorInput tensor,
        @Schema(description = "The input of a task whose backbone is none: as many finite numbers as its first example has, not all 0",
                minItems = 1, maxItems = 4096) List<Double> features,
        @Schema(description = "The right label, of a single-label task", maxLength = 256) String label,
        @Schema(description = "The right labels, of a multi-label task; may be empty", maxItems = 1000, uniqueItems = true)
        List<String> labels,
        @Schema(description = "The right number, of a regression task", minimum = "-1e12", maximum = "1e12") Double target,
        @Schema(description = "What else is known of it") Map<String, String> attributes,
        @Schema(description = "How many ordinary examples it counts for", minimum = "0", maximum = "100", defaultValue = "1")
        Double weight) {
}
