package dev.regraft.serve;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may say of a prediction; for the API's description only. */
@Schema(name = "Feedback")
record FeedbackRequest(
        @Schema(required = true, description = "Id of the prediction") String prediction,
        @Schema(description = "The right label, of a single-label task", maxLength = 256) String label,
        @Schema(description = "The right labels, of a multi-label task; may be empty", maxItems = 1000, uniqueItems = true)
        List<String> labels,
        @Schema(description = "The right number, of a regression task", minimum = "-1e12", maximum = "1e12") Double target,
        @Schema(description = "What else is known of it") Map<String, String> attributes,
        @Schema(description = "How many ordinary examples it counts for", minimum = "0", maximum = "100", defaultValue = "1")
        Double weight) {
}
