package dev.regraft.chaos;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts of one to three everyday words, whose first tells the label, but for one in ten. */
final class Sentences {

    static final int LABELS = 10;

    private static final double MISLEADING = 0.1;

    /** Row k: words of label k. */
    private static final List<List<String>> WORDS = List.of(
            List.of("money", "bank", "price", "cash", "bill", "pay"),
            List.of("dog", "cat", "horse", "bird", "fish", "cow"),
            List.of("rain", "snow", "wind", "storm", "sun", "cloud"),
            List.of("bread", "milk", "cheese", "rice", "meat", "fruit"),
            List.of("car", "train", "plane", "ship", "road", "bus"),
            List.of("music", "song", "dance", "piano", "film", "stage"),
            List.of("doctor", "nurse", "pain", "blood", "heart", "fever"),
            List.of("school", "teacher", "book", "class", "exam", "student"),
            List.of("goal", "ball", "team", "match", "player", "coach"),
            List.of("king", "war", "army", "peace", "law", "court"));
    private static final List<String> FILLERS = List.of("big", "old", "new", "good", "bad", "small", "long", "great", "red", "blue",
            "green", "black", "white", "fast", "slow", "today", "now", "here", "again", "always");

    private final RandomGenerator random;

    Sentences(RandomGenerator random) {
        this.random = random;
    }

    String label() {
        return label(random.nextInt(LABELS));
    }

    /** A label that is not this one. */
    String labelOtherThan(String label) {
        int k = Integer.parseInt(label.substring(1));
        return label((k + 1 + random.nextInt(LABELS - 1)) % LABELS);
    }

    private static String label(int k) {
        return "l" + k;
    }

    /** A text for that label. */
    String text(String label) {
        int k = random.nextDouble() < MISLEADING ? random.nextInt(LABELS) : Integer.parseInt(label.substring(1));
        StringBuilder text = new StringBuilder(word(WORDS.get(k)));
        for (int more = random.nextInt(3); more > 0; more--) {
            text.append(' ').append(word(FILLERS));
        }
        return text.toString();
    }

    private String word(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
