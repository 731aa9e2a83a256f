package dev.regraft.backbone;

/**
 * One text in tokens, special ones included.
 *
 * @param ids token ids
 * @param types segment of each token
 * @param truncated whether the text went on
 */
record Tokens(long[] ids, long[] types, boolean truncated) implements PreparedInput {

    @Override
    public int length() {
        return ids.length;
    }
}
