package dev.regraft.graft;

import dev.regraft.feature.FeatureSpace;
import dev.regraft.feature.Features;
import dev.regraft.quality.DriftMonitor;
import dev.regraft.quality.DriftReference;
import dev.regraft.quality.DriftWindow;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The inputs of one incarnation of a task, in one space, as they fill windows. Any thread adds; one at a time looks. A window that is full
 * while the one before it is still looked at is let go.
 */
final class TaskDrift {

    private static final Logger LOG = Logger.getLogger(TaskDrift.class);

    private final Task task;
    private final FeatureSpace space;
    private final int window;
    private final DriftMonitor monitor = new DriftMonitor();
    private final Set<Features> inputs = new LinkedHashSet<>();
    private Instant from;
    private double probabilities;
    private int probable;
    private int novel;
    private int judged;
    private long count;
    private boolean looking;

    TaskDrift(Task task, FeatureSpace space, int window, Instant from) {
        this.task = task;
        this.space = space;
        this.window = window;
        this.from = from;
    }

    boolean isOf(Task task, FeatureSpace space) {
        return this.task == task && this.space.equals(space);
    }

    boolean isOver() {
        return task.deleted();
    }

    /** A full window, to be looked at. */
    final class Full {

        private final DriftWindow window;
        private final long inputs;

        private Full(DriftWindow window, long inputs) {
            this.window = window;
            this.inputs = inputs;
        }

        /** @param noticed told of the task before anybody else, unless it is over */
        void look(Consumer<Task> noticed) {
            try {
                if (!isOver()) {
                    noticed.accept(task);
                    task.drift(status(this));
                }
            } catch (RuntimeException e) {
                LOG.errorf(e, "Inputs of task %s could not be compared with its training set", task.definition().task());
            } finally {
                looked();
            }
        }
    }

    /** Takes an input in; one that the window has already changes nothing. */
    synchronized Optional<Full> add(Features input, Answer.Predicted predicted, Instant at) {
        count++;
        if (!inputs.add(input)) {
            return Optional.empty();
        }
        if (predicted.probability() != null) {
            probabilities += predicted.probability();
            probable++;
        }
        if (predicted.novel() != null) {
            novel += predicted.novel() ? 1 : 0;
            judged++;
        }
        return inputs.size() < window ? Optional.empty() : full(at);
    }

    private Optional<Full> full(Instant at) {
        Full full = new Full(new DriftWindow(List.copyOf(inputs), from, at, probable == 0 ? null : probabilities / probable,
                judged, novel), count);
        inputs.clear();
        from = at;
        probabilities = 0;
        probable = 0;
        novel = 0;
        judged = 0;
        if (looking) {
            return Optional.empty();
        }
        looking = true;
        return Optional.of(full);
    }

    private DriftStatus status(Full full) {
        DriftWindow seen = full.window;
        DriftReference reference = task.report().map(Report::drift).filter(drift -> drift.space().equals(space)).orElse(null);
        DriftMonitor.Sighting sighting = monitor.look(seen, reference);
        return new DriftStatus(window, sighting.distance(), sighting.threshold(), sighting.drifting(), sighting.since(),
                seen.expectedAccuracy(), seen.novelShare(), sighting.novelThreshold(), full.inputs, seen.to());
    }

    private synchronized void looked() {
        looking = false;
    }
}
