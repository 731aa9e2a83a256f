package dev.regraft.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regraft.backbone.Frame.Filter;
import dev.regraft.backbone.Frame.Resizing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads what is done to an image: the fields of a {@code preprocessor_config.json}, as the image processors of transformers understand
 * them, and those that timm has in its {@code config.json}.
 */
final class PreprocessingReader {

    static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    static final List<Double> IMAGENET_DEVIATION = List.of(0.229, 0.224, 0.225);
    static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final List<Double> ZERO = List.of(0.0, 0.0, 0.0);
    private static final List<Double> ONE = List.of(1.0, 1.0, 1.0);

    /** Whose processors take a single number for both sides; others for the shorter one. */
    private static final List<String> SQUARING = List.of("vit", "deit", "beit", "segformer", "siglip");

    /** From this size on, ConvNeXt's processor does not crop. */
    private static final int UNCROPPED = 384;
    private static final double USUAL_CROP = 224.0 / 256;

    private final JsonNode json;
    private final String from;
    private final String processor;

    private PreprocessingReader(JsonNode json, String from) {
        this.json = json;
        this.from = from;
        this.processor = (json.path("image_processor_type").asText("") + json.path("feature_extractor_type").asText("")).toLowerCase(Locale.ROOT);
    }

    private record Size(int height, int width) {
    }

    /**
     * Reads the fields of a {@code preprocessor_config.json}; what it has besides is left alone.
     *
     * @param from who says so
     * @param side of the images that the network takes, where the fields leave it open
     * @throws IOException if they say something that is not done here, with the field and its value
     */
    static Preprocessing read(JsonNode json, String from, int side) throws IOException {
        return new PreprocessingReader(json, from).read(side);
    }

    /** Reads the {@code pretrained_cfg} of timm. */
    static Preprocessing timm(JsonNode json, int side) throws IOException {
        int size = json.path("input_size").path(1).asInt(side);
        String name = json.path("interpolation").asText("bilinear");
        Filter filter = switch (name) {
            case "bicubic" -> Filter.BICUBIC;
            case "bilinear" -> Filter.BILINEAR;
            case "nearest" -> Filter.NEAREST;
            default -> throw new IOException("interpolation must be one of nearest, bilinear, bicubic: " + name);
        };
        int resized = (int) Math.floor(size / json.path("crop_pct").asDouble(USUAL_CROP));
        Resizing resizing = json.path("crop_mode").asText("center").equals("squash") ? new Resizing.Exactly(resized, resized, filter)
                : new Resizing.ShorterSide(resized, filter);
        PreprocessingReader numbers = new PreprocessingReader(json, "config.json");
        return new Preprocessing(new Frame(resizing, size, size), 1 / 255.0, numbers.colours("mean", IMAGENET_MEAN),
                numbers.colours("std", IMAGENET_DEVIATION), false, numbers.from);
    }

    private Preprocessing read(int side) throws IOException {
        if (yes("do_pad", false)) {
            throw new IOException("images are not padded, do_pad must be false: true");
        }
        double rescale = yes("do_rescale", true) ? json.path("rescale_factor").asDouble(1 / 255.0) : 1;
        if (!(rescale > 0) || Double.isInfinite(rescale)) {
            throw new IOException("rescale_factor must be above 0: " + rescale);
        }
        boolean normalised = yes("do_normalize", true);
        List<Double> mean = normalised ? colours("image_mean", processor.startsWith("vit") ? HALF : IMAGENET_MEAN) : ZERO;
        List<Double> deviation = normalised ? colours("image_std", processor.startsWith("vit") ? HALF : IMAGENET_DEVIATION) : ONE;
        if (yes("rescale_offset", false)) {
            mean = mean.stream().map(number -> number + 1).toList();
        }
        if (yes("include_top", false)) {
            deviation = deviation.stream().map(number -> number * number).toList();
        }
        return new Preprocessing(frame(side), rescale, mean, deviation, yes("do_flip_channel_order", false), from);
    }

    private Frame frame(int side) throws IOException {
        boolean cropped = yes("do_center_crop", json.hasNonNull("crop_size"));
        Size crop = cropped ? size("crop_size", side) : null;
        if (!yes("do_resize", true)) {
            return crop == null ? frame(new Resizing.None(), new Size(side, side)) : frame(new Resizing.None(), crop);
        }
        JsonNode size = json.path("size");
        if (json.hasNonNull("crop_pct") || processor.startsWith("convnext")) {
            return convNext(size.isInt() ? size.asInt() : size.path("shortest_edge").asInt(side));
        }
        if (size.isObject() && !size.has("height") && !size.has("shortest_edge")) {
            throw new IOException("size must be a number, {height, width} or {shortest_edge}: " + size);
        }
        boolean shorter = size.has("shortest_edge") || size.isInt() && cropped && SQUARING.stream().noneMatch(processor::startsWith);
        if (!shorter) {
            Size exact = size("size", side);
            return frame(new Resizing.Exactly(exact.height(), exact.width(), filter()), crop == null ? exact : crop);
        }
        int pixels = size.isInt() ? size.asInt() : size.path("shortest_edge").asInt();
        return frame(new Resizing.ShorterSide(pixels, filter()), crop == null ? new Size(side, side) : crop);
    }

    private Frame convNext(int side) throws IOException {
        int resized = (int) (side / json.path("crop_pct").asDouble(USUAL_CROP));
        return frame(side >= UNCROPPED ? new Resizing.Exactly(side, side, filter()) : new Resizing.ShorterSide(resized, filter()),
                new Size(side, side));
    }

    private static Frame frame(Resizing resizing, Size size) throws IOException {
        try {
            return new Frame(resizing, size.height(), size.width());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean yes(String field, boolean otherwise) {
        return json.hasNonNull(field) ? json.get(field).asBoolean() : otherwise;
    }

    private Size size(String field, int side) throws IOException {
        JsonNode size = json.path(field);
        if (size.isMissingNode() || size.isNull()) {
            return new Size(side, side);
        }
        if (size.isInt()) {
            return new Size(size.asInt(), size.asInt());
        }
        if (size.path("height").isInt() && size.path("width").isInt()) {
            return new Size(size.get("height").asInt(), size.get("width").asInt());
        }
        if (size.isArray() && size.size() == 2) {
            return new Size(size.get(0).asInt(), size.get(1).asInt());
        }
        throw new IOException(field + " must be a number or {height, width}: " + size);
    }

    private Filter filter() throws IOException {
        int code = json.path("resample").asInt(Filter.BILINEAR.code());
        for (Filter filter : Filter.values()) {
            if (filter.code() == code) {
                return filter;
            }
        }
        throw new IOException("resample must be one of 0 (nearest), 2 (bilinear), 3 (bicubic): " + code);
    }

    /** A number for each colour, or one for all. */
    private List<Double> colours(String field, List<Double> otherwise) throws IOException {
        JsonNode numbers = json.path(field);
        if (numbers.isMissingNode() || numbers.isNull()) {
            return otherwise;
        }
        List<Double> colours = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            colours.add(numbers.isNumber() ? numbers.doubleValue() : numbers.path(i).asDouble(Double.NaN));
        }
        boolean isDeviation = field.endsWith("std");
        if (colours.stream().anyMatch(number -> !Double.isFinite(number) || isDeviation && number <= 0)) {
            throw new IOException(field + " must be three numbers" + (isDeviation ? " above 0: " : ": ") + numbers);
        }
        return List.copyOf(colours);
    }
}
