package dev.regraft.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
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
        // Given texts whose words no other has, and as many that share theirs
        List<String> texts = new ArrayList<>();
        int[] given = new int[40];
        for (int i = 0; i < given.length; i++) {
            given[i] = i % 2;
            texts.add(given[i] == 0 ? "alpha" + i + " beta" + i : "parcel lost " + i);
        }
        // When
        BitSet right = new WordCounts(texts, given, 2).right(40, true);
        // Then the former are not known by themselves, the latter by each other
        for (int i = 0; i < given.length; i++) {
            assertEquals(given[i] == 1, right.get(i), texts.get(i));
        }
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
        WordCounts words = new WordCounts(texts, given, 3);
        // Then each answer is that of counts which never saw the text
        for (boolean even : new boolean[] {true, false}) {
            BitSet right = words.right(texts.size(), even);
            for (int i = 0; i < given.length; i++) {
                assertEquals(naive(texts, given, i, even) == given[i], right.get(i), "text " + i);
            }
        }
    }

    @Test
    void rareLabelsDoNotDrawTextsToThemselves() {
        // Given 60 texts of words that have nothing to do with their labels, of which one is rare
        Random random = new Random(5);
        List<String> texts = new ArrayList<>();
        int[] given = new int[60];
        for (int i = 0; i < given.length; i++) {
            given[i] = i % 15 == 0 ? 1 : 0;
            texts.add(WORDS.get(random.nextInt(10)) + " " + random.nextInt(1_000) + " " + WORDS.get(random.nextInt(10)));
        }
        // When, Then
        assertTrue(new WordCounts(texts, given, 2).right(60, false).cardinality() >= 54);
    }

    /** The best label of a text by counting the others, in the plain formula. */
    private static int naive(List<String> texts, int[] given, int left, boolean even) {
        long inUse = texts.stream().flatMapToInt(text -> Arrays.stream(WordCounts.buckets(text))).distinct().count();
        double total = even ? WordCounts.EACH * inUse : WordCounts.SHARED;
        int best = 0;
        double bestScore = Double.NEGATIVE_INFINITY;
        Map<Integer, Integer> all = counts(texts, given, left, -1);
        for (int label = 0; label < 3; label++) {
            Map<Integer, Integer> counts = counts(texts, given, left, label);
            int of = label;
            double score = Math.log(IntStream.range(0, given.length).filter(i -> i != left && given[i] == of).count());
            for (int bucket : WordCounts.buckets(texts.get(left))) {
                double share = all.getOrDefault(bucket, 0) / (double) sum(all);
                if (share > 0) {
                    double smoothing = even ? WordCounts.EACH : WordCounts.SHARED * share;
                    score += Math.log((counts.getOrDefault(bucket, 0) + smoothing) / (sum(counts) + total));
                }
            }
            if (score > bestScore) {
                best = label;
                bestScore = score;
            }
        }
        return best;
    }

    /** In how many texts of a label, or of all if it is negative, each bucket is, but for one. */
    private static Map<Integer, Integer> counts(List<String> texts, int[] given, int left, int label) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < given.length; i++) {
            if (i != left && (label < 0 || given[i] == label)) {
                Arrays.stream(WordCounts.buckets(texts.get(i))).forEach(bucket -> counts.merge(bucket, 1, Integer::sum));
            }
        }
        return counts;
    }

    private static int sum(Map<Integer, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
