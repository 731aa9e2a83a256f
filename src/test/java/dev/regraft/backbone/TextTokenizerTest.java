package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextTokenizerTest {

    private static final int MAX_TOKENS = 16;

    private static TextTokenizer tokenizer;
    private static TextTokenizer unlimited;

    @BeforeAll
    static void open() throws IOException {
        byte[] json = TextRecipe.KNOWN.getFirst().tokenizer().bytes();
        tokenizer = new TextTokenizer(json, MAX_TOKENS, 0);
        unlimited = new TextTokenizer(json, 1_000_000, 0);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        unlimited.close();
    }

    @Test
    void reportsTruncation() {
        assertFalse(tokenizer.encode("word ".repeat(MAX_TOKENS - 2)).truncated());
        assertTrue(tokenizer.encode("word ".repeat(MAX_TOKENS - 1)).truncated());
        assertTrue(tokenizer.encode("word ".repeat(20_000)).truncated());
        assertEquals(MAX_TOKENS, tokenizer.encode("word ".repeat(20_000)).length());
    }

    @Test
    void doesNotReportTruncationOfALongTextOfFewTokens() {
        Tokens tokens = tokenizer.encode("a".repeat(50_000) + " ".repeat(50_000) + "end");
        assertFalse(tokens.truncated());
        assertEquals(4, tokens.length());
    }

    @Test
    void keepsTheTokensOfTheWholeText() {
        Random random = new Random(20_261_123);
        String[] pieces = {" ", " ", "word", "漢", "字", ".", ",", "[", "SEP", "]", "[MASK]", "é", "e\u0301", "😀", "\n", "\t", "-",
            "a".repeat(40), "\u200b", "\u0000", "Σ", "カ", "ك", "1", "##x", "'s", "\u3000", "。"};
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 600) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertPrefix(text.toString());
        }
    }

    private static void assertPrefix(String text) {
        long[] whole = unlimited.encode(text).ids();
        Tokens cut = tokenizer.encode(text);
        assertEquals(whole.length > MAX_TOKENS, cut.truncated(), text);
        if (cut.truncated()) {
            assertArrayEquals(Arrays.copyOf(whole, MAX_TOKENS - 1), Arrays.copyOf(cut.ids(), MAX_TOKENS - 1), text);
            assertEquals(whole[whole.length - 1], cut.ids()[MAX_TOKENS - 1]);
        } else {
            assertArrayEquals(whole, cut.ids(), text);
        }
    }

    @Test
    void readsHalfASurrogatePairAsTheReplacementCharacter() {
        assertArrayEquals(tokenizer.encode("a\ufffdb 😀").ids(), tokenizer.encode("a\ud83db 😀").ids());
        assertArrayEquals(tokenizer.encode("a\ufffd").ids(), tokenizer.encode("a\ude00").ids());
    }

    @Test
    void refusesWorkWhenClosed() throws IOException {
        TextTokenizer closed = new TextTokenizer(TextRecipe.KNOWN.getFirst().tokenizer().bytes(), MAX_TOKENS, 0);
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.encode("text"));
    }
}
