package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.head.HeadVersion;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Answers inputs and remembers them: for feedback and the queue, and to notice drift. Whatever way requests come, they are answered here. */
@Singleton
public final class Answers {

    private final RecentPredictions recent;
    private final DriftWatch drift;
    private final InstantSource clock;

    public Answers(RecentPredictions recent, DriftWatch drift, InstantSource clock) {
        this.recent = recent;
        this.drift = drift;
        this.clock = clock;
    }

    /** As {@link Answer#of}. */
    public Answer answer(Task task, HeadVersion live, FeatureSpace space, List<Answer.Extracted> inputs, int top) {
        Answer answer = Answer.of(task, live, space, inputs, top);
        Instant at = clock.instant();
        TaskDefinition definition = task.definition();
        for (int i = 0; i < inputs.size(); i++) {
            Answer.Extracted input = inputs.get(i);
            Answer.Predicted predicted = answer.predictions().get(i);
            recent.add(new Served(predicted.id(), definition.task(), definition.createdAt(), space, input.features(), input.text(),
                    answer.head().version(), at));
            drift.served(task, space, input.features(), predicted, at);
        }
        return answer;
    }
}
