package dev.regraft.onnx;

import java.util.Arrays;

/**
 * Token sequences of one padded length, as an encoder takes them: {@code rows × length}, row-major.
 *
 * @param ids token ids
 * @param mask 1 for a token, 0 for padding
 * @param types segment of each token: 0, or 1 in the second of a pair
 */
public record TokenBatch(int rows, int length, long[] ids, long[] mask, long[] types) {

    public TokenBatch {
        int size = Math.multiplyExact(rows, length);
        if (rows < 1 || length < 1 || ids.length != size || mask.length != size || types.length != size) {
            throw new IllegalArgumentException("ids, mask and types must be " + rows + " × " + length + ": "
                    + ids.length + ", " + mask.length + ", " + types.length);
        }
    }

    /** Sequences of one exact length, nothing padded: the mask is all ones. */
    public static TokenBatch unpadded(int rows, int length, long[] ids, long[] types) {
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 1);
        return new TokenBatch(rows, length, ids, mask, types);
    }

    /** The place of each token in its sequence. */
    long[] positions() {
        long[] positions = new long[ids.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i % length;
        }
        return positions;
    }
}
