package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordCountsTest {

    private static final List<String> WORDS = List.of("parcel", "late", "money", "back", "refund", "lost", "where", "please", "my", "the");

    @Test
    void readsWordsWhateverTheirCaseAndPunctuation() {
        assertArrayEquals(WordCounts.buckets("Where's my parcel?"), WordCounts.buckets("where s MY   parcel"));
        assertEquals(0, WordCounts.buckets(" ?! ").length);
        // Three words, the first as one that begins, and two pairs.
        assertEquals(6, WordCounts.buckets("a b c").length);
    }

    @Test
    void aTextThatIsLeftOutHasNoSay() {
        // Given texts in which each word occurs once, but for two
        List<String> texts = List.of("alpha beta", "gamma delta", "parcel lost", "parcel gone");
        // When
        BitSet right = new WordCounts(texts, new int[] {0, 0, 1, 1}, 2).right(4);
        // Then only those two are known from each other
        assertEquals(true, right.get(2) && right.get(3));
    }

    @Test
    void countsAsIfTheTextWereNotThere() {
        // Given
        Random random = new Random(11);
        List<String> texts = new ArrayList<>();
        int[] given = new int[40];
        for (int i = 0; i < given.length; i++) {
            given[i] = i % 3;
            StringBuilder text = new StringBuilder();
            for (int w = 0; w < 4; w++) {
                text.append(WORDS.get(Math.min(9, given[i] * 2 + random.nextInt(5)))).append(' ');
            }
            texts.add(text.toString());
        }
        // When
        BitSet right = new WordCounts(texts, given, 3).right(texts.size());
        // Then each answer is that of counts which never saw the text: it is told again after its label was another
        for (int i = 0; i < given.length; i++) {
            assertEquals(naive(texts, given, i) == given[i], right.get(i), "text " + i);
        }
    }

    /** The best label of a text by counting the others, in the plain formula. */
    private static int naive(List<String> texts, int[] given, int left) {
        long vocabulary = texts.stream().flatMapToInt(text -> Arrays.stream(WordCounts.buckets(text))).distinct().count();
        int best = 0;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < 3; label++) {
            int examples = 0;
            long total = 0;
            Map<Integer, Integer> counts = new HashMap<>();
            for (int i = 0; i < given.length; i++) {
                if (i != left && given[i] == label) {
                    examples++;
                    for (int bucket : WordCounts.buckets(texts.get(i))) {
                        counts.merge(bucket, 1, Integer::sum);
                        total++;
                    }
                }
            }
            double score = Math.log(examples);
            for (int bucket : WordCounts.buckets(texts.get(left))) {
                score += Math.log((counts.getOrDefault(bucket, 0) + 0.1) / (total + 0.1 * vocabulary));
            }
            if (score > bestScore) {
                best = label;
                bestScore = score;
            }
        }
        return best;
    }
}
