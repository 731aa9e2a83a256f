package dev.regraft.backbone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.backbone.Frame.Resizing;
import dev.regraft.onnx.PixelScale;
import java.util.List;
import java.util.Locale;

/**
 * What is done to an image before a network sees it: resized, cropped, {@code (byte · rescale − mean) / deviation}.
 *
 * @param mean of red, green, blue, after rescaling
 * @param deviation of red, green, blue, after rescaling
 * @param blueFirst whether the network takes blue before green and red
 * @param from who says so, for people to read
 */
record Preprocessing(Frame frame, double rescale, List<Double> mean, List<Double> deviation, boolean blueFirst, String from) {

    /** What the network takes for a byte. */
    PixelScale scale() {
        return new PixelScale(mean.stream().map(number -> (float) (number / rescale)).toList(),
                deviation.stream().map(number -> (float) (number / rescale)).toList(), blueFirst);
    }

    /** All that decides the bits of what the network is given, in lines. */
    String decisive() {
        PixelScale scale = scale();
        return """
                resize %s
                crop %s centre
                mean %s
                deviation %s
                """.formatted(resizing(), size(frame.height(), frame.width()), brief(scale.mean()), brief(scale.deviation()))
                + (blueFirst ? "colours blue first\n" : "");
    }

    private String resizing() {
        return switch (frame.resizing()) {
            case Resizing.None _ -> "none";
            case Resizing.ShorterSide(int pixels, Frame.Filter filter) -> pixels + " " + word(filter);
            case Resizing.Exactly(int height, int width, Frame.Filter filter) -> height + " x " + width + " " + word(filter);
        };
    }

    private static String word(Frame.Filter filter) {
        return filter.name().toLowerCase(Locale.ROOT) + (filter == Frame.Filter.NEAREST ? "" : " antialias");
    }

    private static String size(int height, int width) {
        return height == width ? String.valueOf(height) : height + " x " + width;
    }

    private static String brief(List<Float> numbers) {
        return numbers.stream().distinct().count() == 1 ? numbers.getFirst().toString() : numbers.toString();
    }

    /** The same with the fields of a {@code preprocessor_config.json}. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("from", from);
        json.put("do_resize", frame.filter() != null);
        switch (frame.resizing()) {
            case Resizing.None _ -> { }
            case Resizing.ShorterSide(int pixels, Frame.Filter _) -> json.putObject("size").put("shortest_edge", pixels);
            case Resizing.Exactly(int height, int width, Frame.Filter _) -> json.putObject("size").put("height", height).put("width", width);
        }
        if (frame.filter() != null) {
            json.put("resample", frame.filter().code());
        }
        json.put("do_center_crop", true).putObject("crop_size").put("height", frame.height()).put("width", frame.width());
        json.put("do_rescale", rescale != 1).put("rescale_factor", rescale).put("do_normalize", true);
        add(json.putArray("image_mean"), mean);
        add(json.putArray("image_std"), deviation);
        return json.put("do_flip_channel_order", blueFirst);
    }

    private static void add(ArrayNode array, List<Double> numbers) {
        numbers.forEach(array::add);
    }
}
