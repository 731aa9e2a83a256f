package dev.regraft.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Reads the input of a request or an example: exactly one of {@code text}, {@code image}, {@code tensor}, {@code features}. */
public final class InputReader {

    private static final List<String> KINDS = List.of("text", "image", "tensor", "features");
    private static final String CODE = "invalid-input";

    /** The most numbers of a vector where nothing else is said. */
    static final int MOST_FEATURES = 4_096;

    /** The most numbers of a tensor where nothing else is said. */
    static final int MOST_TENSOR_NUMBERS = 1_000_000;

    private static final int MOST_AXES = 8;

    private final int maxTextCharacters;
    private final int maxFeatures;
    private final int maxTensorNumbers;

    /** @param maxTextCharacters longest text accepted, in Unicode code points */
    public InputReader(int maxTextCharacters) {
        this(maxTextCharacters, MOST_FEATURES, MOST_TENSOR_NUMBERS);
    }

    /**
     * @param maxTextCharacters longest text accepted, in Unicode code points
     * @param maxFeatures most numbers of a vector accepted
     * @param maxTensorNumbers most numbers of a tensor accepted
     */
    public InputReader(int maxTextCharacters, int maxFeatures, int maxTensorNumbers) {
        if (maxTextCharacters < 1) {
            throw new IllegalArgumentException("maxTextCharacters must be at least 1: " + maxTextCharacters);
        }
        if (maxFeatures < 1) {
            throw new IllegalArgumentException("maxFeatures must be at least 1: " + maxFeatures);
        }
        if (maxTensorNumbers < 1) {
            throw new IllegalArgumentException("regraft.limits.tensor-numbers must be at least 1: " + maxTensorNumbers);
        }
        this.maxTextCharacters = maxTextCharacters;
        this.maxTensorNumbers = maxTensorNumbers;
        this.maxFeatures = maxFeatures;
    }

    /**
     * Reads the input out of a JSON object, whose other fields are left alone. A field that is null counts as absent.
     *
     * @throws RefusedException if none or several inputs are given, or the one given is no good
     */
    public Input read(ObjectNode json) {
        List<String> given = KINDS.stream().filter(json::hasNonNull).toList();
        if (given.size() != 1) {
            throw new RefusedException(CODE, given.size() < 2 ? null : given.getLast(), "exactly one of "
                    + String.join(", ", KINDS) + " must be given: " + (given.isEmpty() ? "none" : String.join(", ", given)));
        }
        String kind = given.getFirst();
        return switch (kind) {
            case "text" -> text(string(json, kind));
            case "image" -> image(base64(string(json, kind)));
            case "tensor" -> tensor(json.get(kind));
            default -> features(json.get(kind));
        };
    }

    private static String string(ObjectNode json, String kind) {
        JsonNode value = json.get(kind);
        if (!value.isTextual()) {
            throw new RefusedException(CODE, kind, kind + " must be a string: " + value.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return value.textValue();
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(CODE, "image", "image must be in base64: " + e.getMessage());
        }
    }

    /**
     * Takes the bytes of an image file as input.
     *
     * @throws RefusedException if there are none
     */
    public Input image(byte[] bytes) {
        if (bytes.length == 0) {
            throw new RefusedException(CODE, "image", "image must not be empty");
        }
        return new Input.Image(bytes);
    }

    private Input features(JsonNode features) {
        if (!features.isArray() || features.isEmpty()) {
            throw new RefusedException(CODE, "features", "features must be an array of numbers, at least one: "
                    + (features.isArray() ? "none" : features.getNodeType().name().toLowerCase(Locale.ROOT)));
        }
        if (features.size() > maxFeatures) {
            throw new RefusedException(CODE, "features", "features must be at most " + maxFeatures + " numbers: " + features.size());
        }
        return new Input.Vector(GivenVectors.features(numbers("features", features)));
    }

    private static double[] numbers(String field, JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!array.get(i).isNumber()) {
                throw new RefusedException(CODE, field + "[" + i + "]", field + " must be numbers: "
                        + array.get(i).getNodeType().name().toLowerCase(Locale.ROOT));
            }
            numbers[i] = array.get(i).doubleValue();
        }
        return numbers;
    }

    private Input tensor(JsonNode tensor) {
        JsonNode shape = tensor.path("shape");
        JsonNode data = tensor.path("data");
        if (!tensor.isObject() || tensor.size() != 2 || !shape.isArray() || !data.isArray()) {
            throw new RefusedException(CODE, "tensor", "tensor must be {\"shape\":[..],\"data\":[..]}, the data in one flat array");
        }
        if (shape.isEmpty() || shape.size() > MOST_AXES) {
            throw new RefusedException(CODE, "tensor.shape", "the shape of a tensor must have 1 to " + MOST_AXES + " lengths: " + shape.size());
        }
        if (data.size() > maxTensorNumbers) {
            throw new RefusedException(CODE, "tensor.data", "a tensor must have at most " + maxTensorNumbers + " numbers: " + data.size());
        }
        List<Long> lengths = new ArrayList<>();
        double places = 1;
        for (JsonNode length : shape) {
            if (!length.canConvertToInt() || !length.isIntegralNumber() || length.intValue() < 1) {
                throw new RefusedException(CODE, "tensor.shape", "the shape of a tensor must be whole numbers, at least 1: " + shape);
            }
            lengths.add(length.longValue());
            places *= length.longValue();
        }
        if (places != data.size()) {
            throw new RefusedException(CODE, "tensor.data", "a tensor of shape " + shape + " must have as many numbers: " + data.size());
        }
        return new Input.Tensor(lengths, numbers("tensor.data", data));
    }

    /**
     * Takes a text as input.
     *
     * @throws RefusedException if it is blank, or longer than the limit
     */
    public Input text(String text) {
        if (text.isBlank()) {
            throw new RefusedException(CODE, "text", "text must not be blank");
        }
        int characters = text.codePointCount(0, text.length());
        if (characters > maxTextCharacters) {
            throw new RefusedException(CODE, "text", "text must be at most " + maxTextCharacters + " characters: " + characters);
        }
        return new Input.Text(text);
    }
}
