package dev.regraft.study;

import dev.regraft.feature.Features;
import dev.regraft.head.Head;
import dev.regraft.head.Kind;
import dev.regraft.head.Target;
import dev.regraft.train.Algorithm;
import dev.regraft.train.Balance;
import dev.regraft.train.Fit;
import dev.regraft.train.HeadSettings;
import dev.regraft.train.Hints;
import dev.regraft.train.Learner;
import dev.regraft.train.Learners;
import dev.regraft.train.TrainingSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What balancing slices is worth where a label goes with a channel by chance: of the examples 95 % of a label come by its channel, of the
 * test half by either. Arguments: examples of each of 30 intents, and seeds. Two tasks: account or card (two labels), and which intent (30
 * labels, every other one by letter; with fewer than 20 examples of each, none comes by the other channel, and nothing can be balanced).
 */
final class SliceStudy {

    private static final int MINORITY_EVERY = 20;

    /** What is asked of a query, and by which channel its label mostly comes. */
    private enum Question {
        TWO_LABELS {
            @Override
            String label(String intent) {
                return Marked.ACCOUNT.contains(intent) ? "account" : "card";
            }

            @Override
            boolean byLetter(String intent) {
                return Marked.ACCOUNT.contains(intent);
            }
        },
        THIRTY_LABELS {
            @Override
            String label(String intent) {
                return intent;
            }

            @Override
            boolean byLetter(String intent) {
                return Math.max(Marked.ACCOUNT.indexOf(intent), Marked.CARD.indexOf(intent)) % 2 == 0;
            }
        };

        abstract String label(String intent);

        abstract boolean byLetter(String intent);
    }

    /**
     * Shares of right answers, in percent.
     *
     * @param mean of a test in which channels say nothing
     * @param worstSlice of its examples by one channel
     * @param against of those by the channel that their label does not mostly come by
     * @param asTaught of a test in which channels say what they said in the examples
     */
    private record Score(double mean, double worstSlice, double against, double asTaught) {

        static Score of(Head head, Question question, List<Marked.Query> test) {
            double[] bySlice = new double[2];
            double against = 0;
            for (Marked.Query query : test) {
                for (String channel : List.of(Marked.LETTER, Marked.CHAT)) {
                    boolean right = head.predict(query.by(channel)).best().label().equals(question.label(query.intent()));
                    boolean letter = channel.equals(Marked.LETTER);
                    bySlice[letter ? 0 : 1] += right ? 100.0 / test.size() : 0;
                    against += right && letter != question.byLetter(query.intent()) ? 100.0 / test.size() : 0;
                }
            }
            double mean = (bySlice[0] + bySlice[1]) / 2;
            return new Score(mean, Math.min(bySlice[0], bySlice[1]), against, 0.95 * (2 * mean - against) + 0.05 * against);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "mean %.1f, worst slice %.1f, against its channel %.1f, as taught %.1f", mean, worstSlice, against,
                    asTaught);
        }
    }

    private static TrainingSet set(Question question, List<Marked.Query> queries, int each, int seed) {
        List<Marked.Query> shuffled = new ArrayList<>(queries);
        Collections.shuffle(shuffled, new Random(seed));
        Map<String, Integer> ofIntent = new HashMap<>();
        Map<String, Integer> ofLabel = new HashMap<>();
        TrainingSet set = new TrainingSet(Clinc.space());
        for (Marked.Query query : shuffled) {
            if (ofIntent.merge(query.intent(), 1, Integer::sum) <= each) {
                String label = question.label(query.intent());
                boolean other = ofLabel.merge(label, 1, Integer::sum) % MINORITY_EVERY == 0;
                String channel = question.byLetter(query.intent()) != other ? Marked.LETTER : Marked.CHAT;
                Features features = query.by(channel);
                set.put("q" + set.size(), new Target.Label(label), 1, Map.of("channel", channel), features);
            }
        }
        return set;
    }

    private static Fit fit(Algorithm algorithm, Balance balance, TrainingSet set) throws InterruptedException {
        Learners learners = Learners.of(new HeadSettings(Kind.SINGLE_LABEL, algorithm, balance, 0, List.of("channel")));
        Learner best = learners.slow().or(learners::fast).orElseThrow();
        return best.prepare(set, Hints.NONE).learn().orElseThrow();
    }

    private static Score mean(List<Score> scores) {
        return new Score(scores.stream().mapToDouble(Score::mean).average().orElseThrow(),
                scores.stream().mapToDouble(Score::worstSlice).average().orElseThrow(),
                scores.stream().mapToDouble(Score::against).average().orElseThrow(),
                scores.stream().mapToDouble(Score::asTaught).average().orElseThrow());
    }

    private SliceStudy() {
    }

    /** Prints the mean over seeds of every task, algorithm and balance, and how long a head took. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int each = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        List<Marked.Query> train = Marked.part("train");
        List<Marked.Query> test = Marked.part("test");
        for (Question question : Question.values()) {
            System.out.printf(Locale.ROOT, "%s, %d examples of each of 30 intents, %d seeds%n", question, each, seeds);
            Map<String, List<Score>> scores = new LinkedHashMap<>();
            Map<String, Long> tookMs = new HashMap<>();
            for (int seed = 0; seed < seeds; seed++) {
                TrainingSet set = set(question, train, each, seed);
                for (Algorithm algorithm : List.of(Algorithm.LDA, Algorithm.LOGISTIC, Algorithm.AUTO)) {
                    for (Balance balance : List.of(Balance.AUTO, Balance.SLICES)) {
                        String name = algorithm.word() + ", balance " + balance.word();
                        long start = System.nanoTime();
                        Fit fit = fit(algorithm, balance, set);
                        tookMs.merge(name, (System.nanoTime() - start) / 1_000_000, Long::sum);
                        scores.computeIfAbsent(name, _ -> new ArrayList<>()).add(Score.of(fit.head(), question, test));
                    }
                }
            }
            scores.forEach((name, all) -> System.out.printf(Locale.ROOT, "%-24s %s; %d ms%n", name, mean(all), tookMs.get(name) / seeds));
        }
    }
}
