package dev.regraft.backbone;

import dev.regraft.feature.Features;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A network, and how long it takes. Thread-safe, as the network is. */
final class TimedNetwork implements Network {

    private final Network network;
    private final LongAdder items = new LongAdder();
    private final LongAdder busyNanos = new LongAdder();

    TimedNetwork(Network network) {
        this.network = network;
    }

    @Override
    public List<Features> run(List<? extends PreparedInput> rows) {
        long startNanos = System.nanoTime();
        List<Features> features = network.run(rows);
        busyNanos.add(System.nanoTime() - startNanos);
        items.add(rows.size());
        return features;
    }

    @Override
    public int maxRows() {
        return network.maxRows();
    }

    /** Time of a lane for an item, in ms, since the start or since it was forgotten; null before the first. */
    Double msPerItem() {
        long count = items.sum();
        return count == 0 ? null : busyNanos.sum() / 1e6 / count;
    }

    /** Begins anew: what a warm-up takes says nothing. No run may be on. */
    void forget() {
        items.reset();
        busyNanos.reset();
    }
}
