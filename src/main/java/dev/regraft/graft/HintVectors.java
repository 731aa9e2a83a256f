package dev.regraft.graft;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.train.Hints;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a backbone makes of the words of a task's declared labels. Immutable.
 *
 * @param space the space the vectors live in
 * @param vectors by label: big-endian i16 fixed-point values in Base64
 * @param former what the backbone that is given up made of them; null if none is
 */
public record HintVectors(FeatureSpace space, SortedMap<String, String> vectors,
        @JsonInclude(JsonInclude.Include.NON_NULL) HintVectors former) {

    public HintVectors {
        vectors = Collections.unmodifiableSortedMap(new TreeMap<>(vectors));
    }

    /** Vectors by label. */
    public static HintVectors of(FeatureSpace space, Map<String, Features> vectors) {
        SortedMap<String, String> encoded = new TreeMap<>();
        vectors.forEach((label, features) -> encoded.put(label, encode(features)));
        return new HintVectors(space, encoded, null);
    }

    /** What that backbone, or the one given up for it, makes of the words. */
    public Optional<HintVectors> of(String backbone) {
        if (space.backbone().equals(backbone)) {
            return Optional.of(this);
        }
        return former == null ? Optional.empty() : former.of(backbone);
    }

    /**
     * The same, and what the backbone given up for this one made of them.
     *
     * @param given null if none is given up
     */
    public HintVectors after(HintVectors given) {
        return new HintVectors(space, vectors, given == null ? null : given.after(null));
    }

    /** What they say to heads of that space: nothing if it is another one. */
    Hints hints(FeatureSpace wanted) {
        if (former != null && former.space().equals(wanted)) {
            return former.hints(wanted);
        }
        SortedMap<String, Features> hints = new TreeMap<>();
        if (space.equals(wanted)) {
            vectors.forEach((label, encoded) -> hints.put(label, decode(encoded)));
        }
        return new Hints(hints);
    }

    private static String encode(Features features) {
        ByteBuffer bytes = ByteBuffer.allocate(features.dimension() * Short.BYTES);
        for (int i = 0; i < features.dimension(); i++) {
            bytes.putShort(features.fixedPoint(i));
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static Features decode(String encoded) {
        byte[] bytes = Base64.getDecoder().decode(encoded);
        short[] values = new short[bytes.length / Short.BYTES];
        ByteBuffer.wrap(bytes).asShortBuffer().get(values);
        return Features.ofFixedPoint(values);
    }
}
