package dev.regraft.backbone;

import dev.regraft.feature.Features;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The inputs that came together, and the future that waits for all of them. Any lane writes the extractions of its run, each to its
 * own place; the last one completes the future. The count of jobs not begun belongs to the lanes' lock.
 */
final class Request {

    final Network network;
    final Priority priority;
    final List<PreparedInput> inputs;
    final CompletableFuture<List<Extraction>> future = new CompletableFuture<>();

    /** Jobs that no lane has begun; 0 as well once nobody waits for them. Written under the lanes' lock. */
    int waitingJobs;

    private final Extraction[] extractions;
    private final AtomicInteger missing;

    Request(Network network, Priority priority, List<PreparedInput> inputs) {
        this.network = network;
        this.priority = priority;
        this.inputs = inputs;
        this.waitingJobs = inputs.size();
        this.extractions = new Extraction[inputs.size()];
        this.missing = new AtomicInteger(inputs.size());
    }

    /** One input of a request. */
    record Job(Request request, int index) {

        PreparedInput input() {
            return request.inputs.get(index);
        }

        void done(Features features) {
            request.done(index, new Extraction(features, input().truncated(), input().length()));
        }

        void failed(Throwable cause) {
            request.future.completeExceptionally(cause);
        }
    }

    private void done(int index, Extraction extraction) {
        extractions[index] = extraction;
        if (missing.decrementAndGet() == 0) {
            future.complete(List.of(extractions));
        }
    }
}
