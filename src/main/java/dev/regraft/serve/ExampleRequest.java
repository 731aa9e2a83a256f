package dev.regraft.serve;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a client may say of an example; for the API's description only. */
@Schema(name = "Example")
record ExampleRequest(
        @Schema(description = "Names it; made up if left out") String id,
        @Schema(required = true, description = "The input") String text,
        @Schema(required = true, description = "The right answer", maxLength = 256) String label,
        @Schema(description = "What else is known of it") Map<String, String> attributes,
        @Schema(description = "How many ordinary examples it counts for", minimum = "0", maximum = "100", defaultValue = "1")
        Double weight) {
}
