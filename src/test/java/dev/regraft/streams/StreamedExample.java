package dev.regraft.streams;

import dev.regraft.feature.Features;
import java.util.HashMap;
import java.util.Map;

/**
 * One example of a stream.
 *
 * @param given the label that it comes with
 * @param truth the label that is right
 * @param attributes what else it comes with; {@link #CONCEPT}, {@link #COPY_OF} where a disturbance says so
 */
public record StreamedExample(String id, Features features, String given, String truth, Map<String, String> attributes) {

    /** Name of the attribute that tells inputs after a drift, {@code new}, from those before, which have none. */
    public static final String CONCEPT = "concept";
    /** Name of the attribute with the id of the example that this one has the vector of. */
    public static final String COPY_OF = "copy-of";

    public StreamedExample {
        attributes = Map.copyOf(attributes);
    }

    /** One that is labeled as is right. */
    public static StreamedExample of(String id, Features features, String truth) {
        return new StreamedExample(id, features, truth, truth, Map.of());
    }

    /** Whether it comes with a label that is not right. */
    public boolean isFlipped() {
        return !given.equals(truth);
    }

    StreamedExample labeled(String given) {
        return new StreamedExample(id, features, given, truth, attributes);
    }

    StreamedExample withFeatures(Features features) {
        return new StreamedExample(id, features, given, truth, attributes);
    }

    /** With every label by another name. */
    StreamedExample renamed(Map<String, String> names) {
        return new StreamedExample(id, features, names.getOrDefault(given, given), names.getOrDefault(truth, truth), attributes);
    }

    /** The same vector and labels under another id. */
    StreamedExample copiedAs(String id) {
        return new StreamedExample(id, features, given, truth, attributes).with(COPY_OF, this.id);
    }

    StreamedExample with(String attribute, String value) {
        Map<String, String> more = new HashMap<>(attributes);
        more.put(attribute, value);
        return new StreamedExample(id, features, given, truth, more);
    }
}
