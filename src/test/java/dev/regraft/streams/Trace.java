package dev.regraft.streams;

import dev.regraft.graft.HistoryEntry;
import java.util.List;

/**
 * What happened while a stream was learned.
 *
 * @param right for each example whether the head that was live when it came answered what is true
 * @param moments after each batch
 * @param decisions about heads, in order
 */
public record Trace(boolean[] right, List<Moment> moments, List<Decision> decisions) {

    /**
     * After a batch.
     *
     * @param seen how many examples had come
     * @param served accuracy of the live head on test inputs as the world is then, in [0, 1]; 0 if none is live
     * @param newest the same of the head that was learned last
     * @param lag how many examples the live head has not learned of those that the newest has
     */
    public record Moment(int seen, double served, double newest, long lag) {
    }

    /**
     * A decision.
     *
     * @param seen how many examples had come
     */
    public record Decision(int seen, HistoryEntry entry) {
    }

    /** The last moment at which no more than so many had come. */
    public Moment at(int seen) {
        return moments.stream().filter(moment -> moment.seen() <= seen).reduce((_, later) -> later).orElseThrow();
    }

    /** The moments at which more than {@code after} and at most {@code through} had come. */
    public List<Moment> between(int after, int through) {
        return moments.stream().filter(moment -> moment.seen() > after && moment.seen() <= through).toList();
    }

    /** Share of right answers to the examples from that time until before the other, by the labels that are true. */
    public double prequential(int from, int until) {
        int hits = 0;
        for (int time = from; time < until; time++) {
            hits += right[time] ? 1 : 0;
        }
        return hits / (double) (until - from);
    }

    /** The least {@linkplain #prequential accuracy} of any window of that many examples which lies within. */
    public double worstWindow(int window, int from, int until) {
        double worst = 1;
        for (int begin = from; begin + window <= until; begin++) {
            worst = Math.min(worst, prequential(begin, begin + window));
        }
        return worst;
    }

    /** How often that was decided while more than {@code after} and at most {@code through} had come. */
    public long count(HistoryEntry.Event event, int after, int through) {
        return decisions.stream().filter(decision -> decision.seen() > after && decision.seen() <= through)
                .filter(decision -> decision.entry().event() == event).count();
    }
}
