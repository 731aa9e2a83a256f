package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The last inputs that this replica answered, of all tasks, by the id of the prediction: so that one can be labeled without being sent again.
 * Bounded by their number and by the bytes of their texts ({@link Limits}); the oldest leave first. Any thread may call.
 *
 * <p>Another replica does not know them, and neither does this one after a restart.
 */
@Singleton
public final class RecentPredictions {

    private final int mostPredictions;
    private final long mostTextBytes;
    private final Map<String, Served> served = new LinkedHashMap<>();
    private final Set<String> labeled = new HashSet<>();
    private long textBytes;

    public RecentPredictions(Limits limits) {
        this.mostPredictions = limits.recentPredictions();
        this.mostTextBytes = limits.recentTextBytes();
    }

    synchronized void add(Served prediction) {
        served.put(prediction.id(), prediction);
        textBytes += prediction.textBytes();
        Iterator<Served> oldest = served.values().iterator();
        while (served.size() > mostPredictions || textBytes > mostTextBytes) {
            Served leaving = oldest.next();
            oldest.remove();
            labeled.remove(leaving.id());
            textBytes -= leaving.textBytes();
        }
    }

    /** The input of a prediction for that task, if it is still known, and its vector lives in the space that the task uses. */
    public synchronized Optional<Served> find(TaskDefinition task, FeatureSpace space, String id) {
        return Optional.ofNullable(served.get(id)).filter(s -> s.isOf(task) && s.space().equals(space));
    }

    /** Somebody has said what is right of the input. */
    public synchronized void label(Served prediction) {
        if (served.containsKey(prediction.id())) {
            labeled.add(prediction.id());
        }
    }

    /**
     * The inputs of a task.
     *
     * @param labeled whether those that somebody has labeled are wanted, or the others
     * @return oldest first
     */
    synchronized List<Served> of(TaskDefinition task, FeatureSpace space, boolean labeled) {
        List<Served> found = new ArrayList<>();
        for (Served input : served.values()) {
            if (input.isOf(task) && input.space().equals(space) && this.labeled.contains(input.id()) == labeled) {
                found.add(input);
            }
        }
        return found;
    }
}
