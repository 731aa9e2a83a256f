package dev.regraft.backbone;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A Hugging Face tokenizer that reads the beginning of a text: at most so many tokens, and whether there was more.
 *
 * <p>Thread-safe: its settings are fixed at load. Freeing it under a call would crash the JVM, hence the lock. Time for a text is
 * bounded: it is cut at {@value #CHARACTERS_PER_TOKEN} characters for each token wanted, at a place where the tokenizer's rules end a word
 * whatever follows ({@link TokenizerRules}), so the tokens kept are those of the whole text (held by a test). Only if the beginning gives
 * too few tokens, or has no such place, is the whole text tokenised: 100,000 characters take 20 to 210 ms.
 */
final class TextTokenizer implements AutoCloseable {

    private static final int CHARACTERS_PER_TOKEN = 12;

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerRules.Words words;
    private final int longestAdded;
    private final int maxTokens;
    private final long fill;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    static {
        // The library's own switch against reporting to its makers; without it a start would also wait for an address of a cloud.
        if (System.getProperty("OPT_OUT_TRACKING") == null) {
            System.setProperty("OPT_OUT_TRACKING", "true");
        }
    }

    /**
     * @param json a {@code tokenizer.json}; truncation and padding set in it are overruled
     * @param maxTokens most tokens of a text, special ones included
     * @param fill id of the one token that stands for a text of none
     */
    TextTokenizer(byte[] json, int maxTokens, long fill) throws IOException {
        TokenizerRules rules = TokenizerRules.of(json);
        String limit = Integer.toString(maxTokens);
        this.tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json),
                Map.of("truncation", "true", "maxLength", limit, "modelMaxLength", limit, "padding", "false"));
        this.words = rules.words();
        this.longestAdded = rules.longestAdded();
        this.maxTokens = maxTokens;
        this.fill = fill;
    }

    /**
     * The first tokens of a text. Half a surrogate pair, which is no character, is read as U+FFFD.
     *
     * @throws IllegalStateException if the tokenizer is closed
     */
    Tokens encode(String text) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("tokenizer must be open");
            }
            String beginning = text.substring(0, safeCut(text, maxTokens * CHARACTERS_PER_TOKEN));
            Encoding encoding = tokenizer.encode(wellFormed(beginning));
            if (beginning.length() < text.length() && !isAsOfTheWhole(encoding, beginning)) {
                encoding = tokenizer.encode(wellFormed(text));
            }
            long[] ids = encoding.getIds();
            return ids.length == 0 ? new Tokens(new long[] {fill}, new long[1], 1, false)
                    : new Tokens(ids, encoding.getTypeIds(), ids.length, encoding.exceedMaxLength());
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The last place in {@code [length / 2, length]} where a word surely ends, else the end of the text. */
    private int safeCut(String text, int length) {
        for (int i = length; i >= length / 2 && i < text.length(); i--) {
            if (words == TokenizerRules.Words.BERT && beginsWord(text.charAt(i)) || words == TokenizerRules.Words.SPACES && text.charAt(i) == ' ') {
                return i;
            }
        }
        return text.length();
    }

    /**
     * Whether the tokens of a beginning are those of the whole text. Where words end at white space, one more must follow them: rules may
     * look at what is behind a space, and a token that is looked for before all else may hold some.
     */
    private boolean isAsOfTheWhole(Encoding encoding, String beginning) {
        if (!encoding.exceedMaxLength() || words == TokenizerRules.Words.BERT) {
            return encoding.exceedMaxLength();
        }
        int end = 0;
        for (int i = 0; i < encoding.getIds().length; i++) {
            CharSpan span = encoding.getCharTokenSpans()[i];
            end = encoding.getSpecialTokenMask()[i] == 0 && span != null ? Math.max(end, span.getEnd()) : end;
        }
        String rest = beginning.substring(beginning.offsetByCodePoints(0, end)).strip();
        return rest.length() > 2 * longestAdded && rest.indexOf(' ') > 0;
    }

    /**
     * Whether a word ends before this character whatever stands around it: white space, ASCII punctuation, Chinese characters.
     * Brackets are no such place, since {@code [SEP]} is one token.
     */
    private static boolean beginsWord(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c >= '\u4e00' && c <= '\u9fff' || c >= '\u3000' && c <= '\u3002'
                || c > ' ' && c < 127 && !Character.isLetterOrDigit(c) && c != '[' && c != ']';
    }

    /** Java strings may hold half a surrogate pair; UTF-8, which the tokenizer reads, may not. */
    private static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 2) {
                    i++;
                } else {
                    repaired = repaired == null ? new StringBuilder(text) : repaired;
                    repaired.setCharAt(i, '\ufffd');
                }
            }
        }
        return repaired == null ? text : repaired.toString();
    }

    /** Waits for the calls in flight, then frees the tokenizer. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            tokenizer.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
