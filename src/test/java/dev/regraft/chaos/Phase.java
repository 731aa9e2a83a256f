package dev.regraft.chaos;

import dev.regraft.chaos.Deeds.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One plan on one cluster, from its first process to its report. */
final class Phase {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);

    private final Plan plan;
    private final Path folder;
    private final Names names = new Names("chaos.");
    private final Violations violations = new Violations();
    private final Sightings sightings = new Sightings(violations);
    private final Instant start = Instant.now();

    private Phase(Plan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    /**
     * Carries the plan out.
     *
     * @param folder for the folders and logs of all processes; what is in it is deleted
     */
    static Report run(Plan plan, Path folder) throws IOException, InterruptedException {
        delete(folder);
        Phase phase = new Phase(plan, folder);
        try (Brokers brokers = Brokers.start(plan.size().brokers(), folder)) {
            Reference reference = Reference.learn(plan.survivors(), brokers, folder.resolve("reference"));
            return phase.disturb(brokers, reference);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(Phase::deleteOne);
            }
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Report disturb(Brokers brokers, Reference reference) throws IOException, InterruptedException {
        List<Replica> replicas = new ArrayList<>();
        List<Watcher> watchers = new ArrayList<>();
        try (Progress progress = new Progress(brokers.bootstrapServers(), names);
                Moments moments = new Moments(brokers.bootstrapServers(), names)) {
            startReplicas(brokers, reference, replicas);
            replicas.forEach(replica -> watchers.add(new Watcher(replica, sightings, violations)));
            Instant sendingSince = Instant.now();
            Deeds deeds;
            try (Sender sender = new Sender(brokers.bootstrapServers(), names, plan.events(), progress)) {
                Saboteur saboteur = new Saboteur(plan, brokers, replicas, sender, progress, moments, violations);
                saboteur.run();
                sender.finish();
                deeds = saboteur.deeds();
                requireAllDone(deeds);
            }
            Duration sending = Duration.between(sendingSince, Instant.now());
            Duration converging = new Checker(replicas, violations).awaitOutcome(reference.outcome(), plan.survivors());
            new LogAudit(brokers.bootstrapServers(), names, violations).run(plan);
            requireNoCrash();
            return new Report(plan, reference, deeds, sightings, watchers, sending, converging, Duration.between(start, Instant.now()),
                    violations);
        } finally {
            for (Watcher watcher : watchers) {
                watcher.close();
            }
            replicas.forEach(Replica::close);
        }
    }

    private void requireAllDone(Deeds deeds) {
        Size size = plan.size();
        violations.require(deeds.count(Signal.KILL) >= size.kills() && deeds.count(Signal.TERMINATE) >= size.terminations()
                && deeds.count(Signal.FREEZE) >= size.freezes() && deeds.count(Signal.KILL_BROKER) >= size.brokers(),
                "a fault was not carried out", size + ", but " + deeds.all());
    }

    /** A Java machine that crashes leaves a file. */
    private void requireNoCrash() throws IOException {
        try (var files = Files.walk(folder, 2)) {
            files.filter(file -> file.getFileName().toString().startsWith("hs_err"))
                    .forEach(file -> violations.add("a process crashed", file.toString()));
        }
    }

    /** Starts all at once, and defines the task. */
    private void startReplicas(Brokers brokers, Reference reference, List<Replica> replicas) throws IOException, InterruptedException {
        for (Member member : Member.values()) {
            Path own = folder.resolve(member.instance());
            copyBackbones(reference.folder(), own);
            Replica replica = Replica.of(member.instance(), member.roles(), brokers.bootstrapServers(), names.prefix(), own);
            replicas.add(replica);
            replica.start();
        }
        for (Replica replica : replicas) {
            if (!replica.awaitSteady(READY_TIMEOUT)) {
                throw new IllegalStateException(replica.name() + " did not become ready: see " + replica.folder().resolve("log"));
            }
        }
        define(replicas.getFirst());
    }

    /**
     * Defines the task, in which every head that is trained goes live. They are all learned in closed form: when one that was refined in the
     * background takes over is a matter of time, and the last one is not the reference's.
     */
    static void define(Replica replica) throws IOException, InterruptedException {
        ServiceClient.Answer answer = replica.client().put("/tasks/" + Names.TASK, "{\"gate\":{\"mode\":\"immediate\"},\"head\":{\"algorithm\":\"lda\"}}");
        if (answer.status() != 201) {
            throw new IllegalStateException("the task was not created: " + answer);
        }
    }

    /** Saves every replica from preparing the same file. */
    private static void copyBackbones(Path from, Path to) throws IOException {
        Path target = Files.createDirectories(to.resolve("data").resolve("backbones"));
        try (var files = Files.list(from.resolve("data").resolve("backbones"))) {
            for (Path file : files.toList()) {
                Files.createLink(target.resolve(file.getFileName()), file);
            }
        }
    }
}
