package dev.regraft.backbone;

import java.util.Arrays;

/**
 * One text in tokens, special ones included.
 *
 * @param ids token ids
 * @param types segment of each token
 * @param count how many of them are tokens; what follows is padding
 * @param truncated whether the text went on
 */
record Tokens(long[] ids, long[] types, int count, boolean truncated) implements PreparedInput {

    @Override
    public int length() {
        return ids.length;
    }

    /** The same as long as a network wants it that takes one length only. */
    Tokens paddedTo(int length, long id) {
        long[] padded = Arrays.copyOf(ids, length);
        Arrays.fill(padded, count, length, id);
        return new Tokens(padded, Arrays.copyOf(types, length), count, truncated);
    }
}
