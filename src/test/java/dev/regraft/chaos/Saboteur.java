package dev.regraft.chaos;

import dev.regraft.chaos.Deeds.Deed;
import dev.regraft.chaos.Deeds.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries out the faults of a plan, one after another: waits until half of what was sent since the last one is extracted and the victim is
 * up, has the sender send what comes before the next one, waits for the moment, and strikes. So there is always work under way. Only the
 * frozen stay frozen while others are hit.
 */
final class Saboteur {

    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration MOMENT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SNAPSHOT_TIMEOUT = Duration.ofMillis(1_500);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FREEZE = Replica.SESSION_TIMEOUT.multipliedBy(2);
    private static final long BROKER_DOWN_MS = 1_000;

    private final Plan plan;
    private final Brokers brokers;
    private final List<Replica> replicas;
    private final Sender sender;
    private final Progress progress;
    private final Moments moments;
    private final Violations violations;
    private final Deeds deeds = new Deeds();
    private final List<Worker> thawing = new ArrayList<>();

    /** @param replicas in the order of {@link Member} */
    Saboteur(Plan plan, Brokers brokers, List<Replica> replicas, Sender sender, Progress progress, Moments moments, Violations violations) {
        this.plan = plan;
        this.brokers = brokers;
        this.replicas = replicas;
        this.sender = sender;
        this.progress = progress;
        this.moments = moments;
        this.violations = violations;
    }

    Deeds deeds() {
        return deeds;
    }

    /** Carries out all, and leaves with every process started and none frozen. */
    void run() throws InterruptedException {
        sender.allow(eventsUntil(0));
        for (int i = 0; i < plan.faults().size(); i++) {
            awaitExtracted((eventsUntil(i - 1) + eventsUntil(i)) / 2);
            revive();
            strike(plan.faults().get(i), eventsUntil(i + 1));
        }
        for (Worker worker : thawing) {
            worker.join();
        }
        revive();
    }

    /** How many events are sent before that fault. */
    private long eventsUntil(int fault) {
        if (fault < 0) {
            return 0;
        }
        return fault < plan.faults().size() ? (long) (plan.faults().get(fault).at() * plan.events().size()) : plan.events().size();
    }

    private void awaitExtracted(long wanted) throws InterruptedException {
        violations.require(progress.await(wanted, STALL_TIMEOUT), "extraction stood still",
                progress.extracted() + " of " + wanted + " events were extracted after " + STALL_TIMEOUT);
    }

    /** Starts again what ended without being told to. */
    private void revive() {
        replicas.stream().filter(Replica::endedByItself).forEach(replica -> {
            violations.add("a replica ended by itself", replica.name() + ", seen at " + Instant.now());
            replica.start();
        });
    }

    private void strike(Fault fault, long burst) throws InterruptedException {
        if (fault.kind() == Fault.Kind.KILL_BROKER) {
            sender.allow(burst);
            killBroker(fault);
            return;
        }
        Replica victim = victim(fault);
        violations.require(victim.awaitSteady(READY_TIMEOUT), "a replica did not become ready",
                victim.name() + " was not ready after " + READY_TIMEOUT);
        sender.allow(burst);
        switch (fault.kind()) {
            case KILL_IN_EXTRACTION -> {
                Thread.sleep(fault.delayMs());
                kill(victim, fault, true);
            }
            case KILL_IN_TRANSACTION -> kill(victim, fault, moments.awaitTransaction(victim.name(), MOMENT_TIMEOUT));
            case KILL_IN_PUBLISH -> kill(victim, fault, moments.awaitPublish(MOMENT_TIMEOUT));
            case KILL_IN_SNAPSHOT -> killInSnapshot(victim, fault);
            case KILL_IN_FOLD -> killInFold(victim, fault);
            case TERMINATE -> terminate(victim, fault);
            case FREEZE -> freeze(victim, fault);
            case KILL_BROKER -> throw new AssertionError(fault);
        }
    }

    private Replica victim(Fault fault) throws InterruptedException {
        Optional<Member> trainer = fault.kind() == Fault.Kind.KILL_IN_PUBLISH ? moments.trainer() : Optional.empty();
        return replicas.get(trainer.map(Member::ordinal).orElse(fault.victim()));
    }

    private void kill(Replica victim, Fault fault, boolean aimed) throws InterruptedException {
        Instant now = Instant.now();
        victim.kill();
        note(now, fault, Signal.KILL, victim, aimed);
        Thread.sleep(fault.restartMs());
        victim.start();
    }

    private void note(Instant at, Fault fault, Signal signal, Replica victim, boolean aimed) throws InterruptedException {
        boolean trainer = moments.trainer().map(Member::instance).filter(victim.name()::equals).isPresent();
        deeds.add(new Deed(at, fault.kind(), signal, victim.name(), aimed, trainer));
    }

    private void killInFold(Replica victim, Fault fault) throws InterruptedException {
        kill(victim, fault, true);
        boolean back = victim.awaitSteady(READY_TIMEOUT);
        Thread.sleep(fault.delayMs());
        kill(victim, fault, back);
    }

    private void killInSnapshot(Replica victim, Fault fault) throws InterruptedException {
        Instant before = victim.lastWrite();
        Instant now = Instant.now();
        victim.terminate();
        boolean writes = false;
        while (!writes && Instant.now().isBefore(now.plus(SNAPSHOT_TIMEOUT)) && victim.isAlive()) {
            writes = victim.lastWrite().isAfter(before);
            Thread.sleep(1);
        }
        if (!victim.isAlive()) {
            note(now, fault, Signal.TERMINATE, victim, false);
            victim.start();
            victim.awaitSteady(READY_TIMEOUT);
        }
        kill(victim, fault, writes);
    }

    private void terminate(Replica victim, Fault fault) throws InterruptedException {
        Thread.sleep(fault.delayMs());
        Instant now = Instant.now();
        victim.terminate();
        if (!victim.awaitEnd(END_TIMEOUT)) {
            violations.add("a replica did not end in time", victim.name() + " still ran " + END_TIMEOUT + " after SIGTERM");
            victim.kill();
        }
        note(now, fault, Signal.TERMINATE, victim, true);
        Thread.sleep(fault.restartMs());
        victim.start();
    }

    private void freeze(Replica victim, Fault fault) throws InterruptedException {
        Thread.sleep(fault.delayMs());
        Instant now = Instant.now();
        victim.freeze();
        thawing.add(Worker.start("thaw-" + victim.name(), () -> {
            Thread.sleep(FREEZE);
            victim.thaw();
        }));
        note(now, fault, Signal.FREEZE, victim, true);
    }

    private void killBroker(Fault fault) throws InterruptedException {
        Thread.sleep(fault.delayMs());
        ChildProcess broker = brokers.node(fault.victim());
        deeds.add(new Deed(Instant.now(), fault.kind(), Signal.KILL_BROKER, "broker-" + (fault.victim() + 1), true, false));
        broker.kill();
        Thread.sleep(BROKER_DOWN_MS + fault.restartMs());
        broker.start();
    }
}
