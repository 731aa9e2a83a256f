package dev.regraft.graft;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What became of one head.
 *
 * @param version of the head
 * @param state what it is now
 * @param promotedAt when it last went live; null if it never did
 * @param reason why it is what it is, in a phrase
 * @param lesson how it was learned, in a phrase; null if that is not known
 */
public record HeadStatus(int version, State state, Instant promotedAt, String reason, String lesson) {

    /** What a head can be. */
    public enum State {
        /** It answers. */
        @JsonProperty("live") LIVE,
        /** It is the newest and waits to be judged. */
        @JsonProperty("candidate") CANDIDATE,
        /** A newer candidate came before it went live. */
        @JsonProperty("held") HELD,
        /** It was live. */
        @JsonProperty("retired") RETIRED
    }

    /** The same head in another state, or for another reason. */
    HeadStatus as(State state, String reason) {
        return new HeadStatus(version, state, promotedAt, reason, lesson);
    }
}
