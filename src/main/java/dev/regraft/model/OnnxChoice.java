package dev.regraft.model;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which file of a model is its network. Exporters agree on a few names: {@code model.onnx}, {@code encoder_model.onnx} or
 * {@code decoder_model.onnx}, in the folder {@code onnx} or in none, with the precision at the end: {@code model_fp16.onnx}.
 */
final class OnnxChoice {

    private static final List<String> FOLDERS = List.of("onnx/", "");
    private static final List<String> NAMES = List.of("model", "encoder_model", "decoder_model");
    private static final Pattern SMALLER = Pattern.compile("(?i)fp16|bf16|int8|quant|q4|q8|bnb4");

    private OnnxChoice() {
    }

    /**
     * @param model which names the file, or none
     * @param files paths of all that there are
     * @throws IOException if there is none of this precision
     */
    static String of(HubModel model, Precision precision, SortedSet<String> files) throws IOException {
        return find(model, precision, files).orElseThrow(() -> new IOException(model.file() != null
                ? "model must have the file " + model.file() + ": " + there(files)
                : model + " must have an ONNX file of precision " + precision.word()
                        + " (onnx/model.onnx, onnx/model_fp16.onnx, onnx/model_quantized.onnx or the like): " + there(files)));
    }

    /** As {@link #of}; empty if there is none. */
    static Optional<String> find(HubModel model, Precision precision, SortedSet<String> files) {
        return model.file() != null ? Optional.of(model.file()).filter(files::contains) : find(precision, files);
    }

    /** The file of a precision; empty if there is none. */
    static Optional<String> find(Precision precision, SortedSet<String> files) {
        return precision.choices().stream()
                .flatMap(choice -> candidates(choice).filter(files::contains).limit(1))
                .findFirst()
                .or(() -> onlyOne(precision, files));
    }

    private static Stream<String> candidates(Precision precision) {
        return NAMES.stream().flatMap(name -> precision.endings().stream()
                .flatMap(ending -> FOLDERS.stream().map(folder -> folder + name + ending + ".onnx")));
    }

    /** Where there is one network under a name of its own, it is meant, unless that tells of another precision. */
    private static Optional<String> onlyOne(Precision precision, SortedSet<String> files) {
        List<String> all = networks(files);
        boolean meant = all.size() == 1 && switch (precision) {
            case AUTO -> true;
            case FP32 -> !SMALLER.matcher(all.getFirst()).find();
            case FP16, INT8 -> false;
        };
        return meant ? Optional.of(all.getFirst()) : Optional.empty();
    }

    private static List<String> networks(SortedSet<String> files) {
        return files.stream().filter(path -> path.endsWith(".onnx")).toList();
    }

    private static String there(SortedSet<String> files) {
        List<String> all = networks(files);
        return all.isEmpty() ? "it has none in that format" : "it has " + String.join(", ", all.subList(0, Math.min(20, all.size())))
                + (all.size() > 20 ? " and " + (all.size() - 20) + " more" : "");
    }

    /** The files of weights of a network: {@code model.onnx_data}, numbered or not, {@code model.onnx.data}, {@code model.data}. */
    static List<String> weights(String network, SortedSet<String> files) {
        String stem = network.substring(0, network.length() - ".onnx".length());
        return files.stream()
                .filter(path -> path.startsWith(network + "_data") || path.startsWith(network + ".data") || path.equals(stem + ".data"))
                .toList();
    }
}
