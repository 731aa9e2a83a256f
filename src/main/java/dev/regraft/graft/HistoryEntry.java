package dev.regraft.graft;

import com.fasterxml.jackson.annotation.JsonProperty;
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
 */
public record HistoryEntry(Instant at, Event event, int version, String sha256, Integer previous, String reason) {

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
}
