package dev.regraft.sim;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * A process that uses the cluster: its clients die with it. One that is paused is simply given no turn, and its sessions run out by the
 * clock. Another process of the same name may be begun when it is dead.
 */
public final class SimProcess {

    private final String name;
    private final SimCluster cluster;
    private final InstantSource clock;
    private final List<SimProducer> producers = new ArrayList<>();
    private boolean alive = true;
    private boolean cutOff;
    private Moment lostCommit;
    private long calls;
    private long crashCall = -1;
    private Moment crashMoment;
    private long pauseCall = -1;
    private Runnable meanwhile;

    SimProcess(String name, SimCluster cluster, SimClock clock) {
        this.name = name;
        this.cluster = cluster;
        this.clock = clock.seenBy(this);
    }

    public String name() {
        return name;
    }

    /** The time as it sees it. */
    public InstantSource clock() {
        return clock;
    }

    /** @throws IllegalArgumentException if the configuration asks for what is not simulated, automatic commits */
    @SuppressWarnings("unchecked")
    public Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return ClientProxy.of(Consumer.class, new SimConsumer(this, cluster, new ClientConfig(config)), this);
    }

    @SuppressWarnings("unchecked")
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        producers.removeIf(SimProducer::isClosed);
        SimProducer producer = new SimProducer(this, cluster, new ClientConfig(config));
        producers.add(producer);
        return ClientProxy.of(Producer.class, producer, this);
    }

    /** Ends it at once, as kill -9 does: nothing that it has not sent has an effect, and open transactions stay open. */
    public void kill() {
        alive = false;
    }

    public boolean isAlive() {
        return alive;
    }

    /** How many client calls it has made; to wait for what was sent is one too. */
    public long calls() {
        return calls;
    }

    /**
     * Has it die in a later client call.
     *
     * @param call which one, 1 the next
     */
    public void crashIn(int call, Moment moment) {
        crashCall = calls + call;
        crashMoment = moment;
    }

    /**
     * Has it stop in front of a later client call, in the midst of its turn, and go on when the others have done what they do meanwhile.
     *
     * @param call which one, 1 the next
     * @param others takes turns of other processes, not of this one, and moves the clock
     */
    public void pauseIn(int call, Runnable others) {
        pauseCall = calls + call;
        meanwhile = others;
    }

    /** Has its next commit of a transaction meet a time-out, before or after the effect. */
    public void loseNextCommit(Moment moment) {
        lostCommit = moment;
    }

    /** Takes the network away from this process only, or gives it back. */
    public void cutOff(boolean isCutOff) {
        cutOff = isCutOff;
    }

    boolean isReachable() {
        return !cutOff && !cluster.isDown();
    }

    /** What is to happen to the answer of a commit, null if it arrives. */
    Moment lossOfCommit() {
        Moment loss = lostCommit;
        lostCommit = null;
        if (loss == null && cluster.happens(cluster.faults().lostAnswer())) {
            loss = cluster.random().nextBoolean() ? Moment.BEFORE : Moment.AFTER;
        }
        return loss;
    }

    /**
     * Begins a client call.
     *
     * @return which one it is, for {@link #leave}
     * @throws SimulatedCrash if the process is dead, or dies now
     */
    long enter() {
        requireAlive();
        long call = ++calls;
        if (call == pauseCall) {
            meanwhile.run();
            requireAlive();
        }
        dieAt(call, Moment.BEFORE);
        cluster.step();
        if (isReachable()) {
            producers.forEach(SimProducer::sendInBackground);
        }
        return call;
    }

    private void requireAlive() {
        if (!alive) {
            throw new SimulatedCrash(name);
        }
    }

    /** Ends a client call, whose effect stands. */
    void leave(long call) {
        dieAt(call, Moment.AFTER);
    }

    private void dieAt(long call, Moment moment) {
        if (alive && call == crashCall && moment == crashMoment) {
            kill();
            throw new SimulatedCrash(name);
        }
    }
}
