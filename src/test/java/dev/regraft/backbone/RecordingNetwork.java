package dev.regraft.backbone;

import dev.regraft.feature.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * A network whose runs a test lets through one by one, and that notes what ran. Features of a row are its first token id, in fixed
 * point.
 */
final class RecordingNetwork implements Network {

    private final int maxRows;
    private final Semaphore permits = new Semaphore(0);
    private final Semaphore begun = new Semaphore(0);
    private final List<List<Long>> runs = new ArrayList<>();

    RecordingNetwork(int maxRows) {
        this.maxRows = maxRows;
    }

    @Override
    public int maxRows() {
        return maxRows;
    }

    @Override
    public List<Features> run(List<? extends PreparedInput> rows) {
        List<Long> ids = rows.stream().map(row -> ((Tokens) row).ids()[0]).toList();
        synchronized (runs) {
            runs.add(ids);
        }
        begun.release();
        permits.acquireUninterruptibly();
        if (ids.stream().anyMatch(id -> id < 0)) {
            throw new IllegalArgumentException("id must not be negative");
        }
        return ids.stream().map(id -> Features.ofFixedPoint(new short[] {id.shortValue()})).toList();
    }

    /** Waits until so many more runs have begun. */
    void awaitBegun(int count) {
        begun.acquireUninterruptibly(count);
    }

    void let(int count) {
        permits.release(count);
    }

    /** First token ids of the rows of each run, in the order they began. */
    List<List<Long>> runs() {
        synchronized (runs) {
            return List.copyOf(runs);
        }
    }

    CompletableFuture<List<Extraction>> submit(Lanes lanes, Priority priority, Tokens... rows) {
        Request request = new Request(this, priority, List.of(rows));
        lanes.submit(request);
        return request.future;
    }

    /** A row of the given length whose first id tells it from others. */
    static Tokens row(int id, int length) {
        long[] ids = new long[length];
        ids[0] = id;
        return new Tokens(ids, new long[length], length, false);
    }
}
