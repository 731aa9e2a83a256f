package dev.regraft.graft;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.regraft.quality.Evidence;
import java.time.Instant;

/**
 * One decision about a task's heads.
 *
 * @param at when
 * @param event what was decided
 * @param version the head it was about
 * @param sha256 of that head
 * @param previous version of the head that was live until then; null if none was
 * @param reason why, in a phrase
 * @param evidence what the gate read; null where it was not asked, or had no other head to compare with
 */
public record HistoryEntry(Instant at, Event event, int version, String sha256, Integer previous, String reason,
        @JsonInclude(JsonInclude.Include.NON_NULL) Numbers evidence) {

    /** What can be decided. */
    public enum Event {
        /** The head went live. */
        @JsonProperty("promotion") PROMOTION,
        /** The head was kept back. */
        @JsonProperty("hold") HOLD,
        /** The head went live again in place of the one after it. */
        @JsonProperty("rollback") ROLLBACK,
        /** The head was taken out of service, and none took its place. */
        @JsonProperty("withdrawal") WITHDRAWAL
    }

    /**
     * How two heads did on examples that neither had learned: the candidate against the live head or, of a rollback, the live head against the
     * one before it.
     *
     * @param examples how many both predicted
     * @param wins of how many of these the first alone was right
     * @param losses of how many the second alone was
     * @param eValue evidence that the first is better; proof from 1 / alpha on
     * @param difference by how much more of the examples the first was right, in [−1, 1]
     * @param lower end of the interval of that difference, as is the next; each is ever wrong with a probability of at most alpha
     */
    public record Numbers(long examples, long wins, long losses, double eValue, double difference, double lower, double upper) {

        static Numbers of(Evidence evidence, double alpha) {
            Evidence.Interval interval = evidence.interval(alpha);
            double eValue = Math.min(Double.MAX_VALUE, Math.exp(evidence.logEValue()));
            return new Numbers(evidence.examples(), evidence.wins(), evidence.losses(), eValue, evidence.difference(), interval.lower(),
                    interval.upper());
        }
    }
}
