package dev.regraft.backbone;

import dev.regraft.backbone.Request.Job;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What waits for a lane, in groups that may run together: same backbone, same number of tokens. Not thread-safe: {@link Lanes} holds
 * its lock around every call.
 *
 * <p>The next run is of the group whose first job came first, among those to serve if there are any; the group's other jobs
 * come along as far as the budget goes. Jobs whose request needs them no more are dropped on the way.
 */
final class LaneQueue {

    private record Group(Network network, int length) {
    }

    private record Place(long arrival, Job job) {
    }

    private final Map<Priority, Map<Group, ArrayDeque<Place>>> groups = new EnumMap<>(Priority.class);
    private final int maxBatchTokens;
    private long arrivals;
    private int waitingToServe;

    LaneQueue(int maxBatchTokens) {
        this.maxBatchTokens = maxBatchTokens;
        for (Priority priority : Priority.values()) {
            groups.put(priority, new HashMap<>());
        }
    }

    /** Requests to serve of which a job has not begun. */
    int waitingToServe() {
        return waitingToServe;
    }

    void add(Request request) {
        long arrival = arrivals++;
        Map<Group, ArrayDeque<Place>> byGroup = groups.get(request.priority);
        for (int i = 0; i < request.inputs.size(); i++) {
            Group group = new Group(request.network, request.inputs.get(i).length());
            byGroup.computeIfAbsent(group, g -> new ArrayDeque<>()).add(new Place(arrival, new Job(request, i)));
        }
        if (request.priority == Priority.SERVE) {
            waitingToServe++;
        }
    }

    /** The request's jobs that have not begun are wanted no more. */
    void abandon(Request request) {
        begin(request, request.waitingJobs);
    }

    /**
     * Takes the jobs of the next run; empty if none waits.
     *
     * @param freeLanes lanes that have nothing to do, the asking one included: a group is shared out among them
     */
    List<Job> take(int freeLanes) {
        for (Map<Group, ArrayDeque<Place>> byGroup : groups.values()) {
            Group oldest = oldest(byGroup);
            if (oldest != null) {
                return take(oldest, byGroup.get(oldest), freeLanes);
            }
        }
        return List.of();
    }

    private static Group oldest(Map<Group, ArrayDeque<Place>> byGroup) {
        Group oldest = null;
        long first = Long.MAX_VALUE;
        for (Iterator<Map.Entry<Group, ArrayDeque<Place>>> all = byGroup.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Group, ArrayDeque<Place>> entry = all.next();
            ArrayDeque<Place> places = entry.getValue();
            while (!places.isEmpty() && places.getFirst().job().request().waitingJobs == 0) {
                places.removeFirst();
            }
            if (places.isEmpty()) {
                all.remove();
            } else if (places.getFirst().arrival() < first) {
                first = places.getFirst().arrival();
                oldest = entry.getKey();
            }
        }
        return oldest;
    }

    private List<Job> take(Group group, ArrayDeque<Place> places, int freeLanes) {
        int budget = Math.max(1, Math.min(group.network().maxRows(), maxBatchTokens / group.length()));
        int rows = Math.min(budget, Math.ceilDiv(places.size(), freeLanes));
        List<Job> jobs = new ArrayList<>(rows);
        while (jobs.size() < rows && !places.isEmpty()) {
            Job job = places.removeFirst().job();
            if (job.request().waitingJobs > 0) {
                begin(job.request(), 1);
                jobs.add(job);
            }
        }
        return jobs;
    }

    private void begin(Request request, int jobs) {
        if (jobs > 0) {
            request.waitingJobs -= jobs;
            if (request.waitingJobs == 0 && request.priority == Priority.SERVE) {
                waitingToServe--;
            }
        }
    }
}
