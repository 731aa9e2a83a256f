package dev.regraft.train;

import dev.regraft.feature.Features;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Feature vectors outside the heap, one in each row of 16-bit fixed point, in chunks that are added as they are needed.
 *
 * <p>One writer thread. Others read through a {@link Lease}: a row given back is not written again while a lease is open that was taken
 * before. Leases are numbered in the order they were taken; a row given back waits, with the number of the newest, until every lease up to
 * that number is closed. The memory itself is freed when neither this nor a lease is reachable any more.
 */
final class FeatureRows implements Example.Vectors {

    private static final int CHUNK_BYTES = 1 << 16;
    private static final Cleaner CLEANER = Cleaner.create();

    private final int dimension;
    private final int chunkRows;
    private final short[] transfer;
    private final Arena arena = Arena.ofAuto();
    /** Those that exist never change places; the array is longer than they are many. */
    private MemorySegment[] chunks = new MemorySegment[1];
    private int rows;
    /** In the order they were given back. */
    private final ArrayDeque<Freed> freed = new ArrayDeque<>();
    private long newestLease;
    private final ConcurrentSkipListSet<Long> openLeases = new ConcurrentSkipListSet<>();

    /** A row given back when so many leases had been taken. */
    private record Freed(int row, long newestLease) {
    }

    FeatureRows(int dimension) {
        this.dimension = dimension;
        this.chunkRows = Math.max(1, CHUNK_BYTES / (dimension * Short.BYTES));
        this.transfer = new short[dimension];
    }

    /** Writes a vector and says in which row. */
    int add(Features features) {
        for (int i = 0; i < dimension; i++) {
            transfer[i] = features.fixedPoint(i);
        }
        int row = freeRow();
        MemorySegment.copy(transfer, 0, chunks[row / chunkRows], ValueLayout.JAVA_SHORT, offset(row), dimension);
        return row;
    }

    private int freeRow() {
        Freed oldest = freed.peek();
        if (oldest != null && noLeaseThrough(oldest.newestLease())) {
            return freed.poll().row();
        }
        int chunk = rows / chunkRows;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * chunk);
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = arena.allocate((long) chunkRows * dimension * Short.BYTES, Short.BYTES);
        }
        return rows++;
    }

    private boolean noLeaseThrough(long number) {
        Long first = openLeases.ceiling(0L);
        return first == null || first > number;
    }

    private long offset(int row) {
        return (long) (row % chunkRows) * dimension * Short.BYTES;
    }

    /** Gives a row back; it can be read until the next vector is added. */
    void free(int row) {
        freed.add(new Freed(row, newestLease));
    }

    /** The vector of a row. */
    @Override
    public Features features(int row) {
        short[] values = new short[dimension];
        MemorySegment.copy(chunks[row / chunkRows], ValueLayout.JAVA_SHORT, offset(row), values, 0, dimension);
        return Features.ofFixedPoint(values);
    }

    /** Keeps every row that is in use now as it is until the lease is closed, or is no longer reachable. */
    Lease lease() {
        return new Lease(this);
    }

    /** The rows as they were at one moment, for one thread to read while the writer goes on. */
    static final class Lease implements AutoCloseable {

        private final int dimension;
        private final int chunkRows;
        private final MemorySegment[] chunks;
        private final Cleaner.Cleanable open;

        private Lease(FeatureRows rows) {
            this.dimension = rows.dimension;
            this.chunkRows = rows.chunkRows;
            this.chunks = rows.chunks;
            long number = ++rows.newestLease;
            ConcurrentSkipListSet<Long> leases = rows.openLeases;
            leases.add(number);
            this.open = CLEANER.register(this, () -> leases.remove(number));
        }

        /** Writes the fixed-point integers of a row to {@code target[offset .. offset + d)}. */
        void copy(int row, short[] target, int offset) {
            long from = (long) (row % chunkRows) * dimension * Short.BYTES;
            MemorySegment.copy(chunks[row / chunkRows], ValueLayout.JAVA_SHORT, from, target, offset, dimension);
        }

        @Override
        public void close() {
            open.clean();
        }
    }
}
