package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.head.HeadVersion;
import java.util.List;

/** The queue of a task that has served some inputs, for studies. */
public final class QueueUnderStudy {

    private QueueUnderStudy() {
    }

    /** Which of the served inputs the queue takes, the most worth first. */
    public static List<Integer> choose(HeadVersion live, List<Features> served, int limit) {
        Task task = Toy.task();
        task.keep(live);
        task.advance(task.state().trained(live.version(), live.sha256(), "trained").promoted(live.version(), live.sha256(), "good", Toy.CREATED, null), 1);
        FeatureSpace space = live.head().space();
        RecentPredictions recent = new RecentPredictions(Toy.limits());
        for (int i = 0; i < served.size(); i++) {
            recent.add(new Served(Integer.toString(i), "support", Toy.CREATED, space, served.get(i), null, live.version(), Toy.CREATED));
        }
        return new LabelQueue(recent).of(task, space, limit).stream().map(entry -> Integer.valueOf(entry.input().id())).toList();
    }
}
