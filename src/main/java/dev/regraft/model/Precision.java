package dev.regraft.model;

import java.util.List;
import java.util.Locale;

/** In which numbers the weights of a model are, of which a hub often has several files. */
enum Precision {

    /** fp32 where there is such a file, else fp16, else int8. */
    AUTO,
    FP32("", "_fp32"),
    FP16("_fp16"),
    INT8("_quantized", "_int8", "_uint8", "_quint8_avx2", "_qint8_avx512", "_qint8_avx512_vnni", "_qint8_arm64");

    private final List<String> endings;

    Precision(String... endings) {
        this.endings = List.of(endings);
    }

    /**
     * By its name; {@link #AUTO} if that is null.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static Precision of(String name) {
        if (name == null) {
            return AUTO;
        }
        for (Precision precision : values()) {
            if (precision.word().equals(name)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("precision must be auto, fp32, fp16 or int8: " + name);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How the names of such files end, before {@code .onnx}, the likeliest first. */
    List<String> endings() {
        return endings;
    }

    /** Those that are meant, the first choice first. */
    List<Precision> choices() {
        return this == AUTO ? List.of(FP32, FP16, INT8) : List.of(this);
    }
}
