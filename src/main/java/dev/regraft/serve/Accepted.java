package dev.regraft.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.regraft.graft.Progress;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told of examples that it sent.
 *
 * @param accepted how many the log has
 * @param ids their ids, in order; left out if they are more than 10,000
 * @param rejected how many lines were refused; left out for JSON, of which nothing is accepted if anything is refused
 * @param errors the first refused lines
 * @param waited false if the client wanted to wait and the time ran out
 * @param live the live head that has learned them, if the client wanted to wait for it; null in it if the task has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Accepted(int accepted, List<String> ids, Integer rejected, List<Problem.Fault> errors, Boolean waited,
        Optional<Views.HeadView> live) {

    /**
     * Examples that the log has.
     *
     * @param progress how far into the log of examples they reach
     */
    record Taken(int accepted, List<String> ids, Integer rejected, List<Problem.Fault> errors, Progress progress) {

        static Taken one(String id, Progress progress) {
            return new Taken(1, List.of(id), null, null, progress);
        }
    }
}
