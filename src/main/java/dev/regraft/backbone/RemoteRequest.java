package dev.regraft.backbone;

import dev.regraft.feature.Features;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The texts that came together, and the future that waits for the features of all of them. */
final class RemoteRequest {

    final Priority priority;
    final long arrivedNanos;
    final CompletableFuture<List<Extraction>> future = new CompletableFuture<>();

    private final List<Job> jobs;
    private final Extraction[] extractions;
    private final AtomicInteger missing;

    RemoteRequest(Priority priority, List<RemoteText> texts, long arrivedNanos) {
        this.priority = priority;
        this.arrivedNanos = arrivedNanos;
        this.jobs = IntStream.range(0, texts.size()).mapToObj(i -> new Job(this, i, texts.get(i))).toList();
        this.extractions = new Extraction[texts.size()];
        this.missing = new AtomicInteger(texts.size());
    }

    List<Job> jobs() {
        return jobs;
    }

    private void done(int index, Extraction extraction) {
        extractions[index] = extraction;
        if (missing.decrementAndGet() == 0) {
            future.complete(List.of(extractions));
        }
    }

    /** One text of a request. What happened to it is written under the sender's lock. */
    static final class Job {

        final RemoteRequest request;
        final RemoteText text;

        /** How often it was sent in vain. */
        int failures;

        /** How many requests of anyone had been answered when it was first sent in vain. */
        long answersBefore;

        /** How many texts its next request may have: fewer where it may have harmed its company, or that harmed it. */
        int company = Integer.MAX_VALUE;

        /** When it may be sent again. */
        long dueNanos;

        private final int index;

        private Job(RemoteRequest request, int index, RemoteText text) {
            this.request = request;
            this.index = index;
            this.text = text;
        }

        /** Whether anyone still waits for it. */
        boolean isWanted() {
            return !request.future.isDone();
        }

        void done(Features features) {
            request.done(index, new Extraction(features, text.truncated(), text.length()));
        }

        void failed(Throwable cause) {
            request.future.completeExceptionally(cause);
        }
    }
}
