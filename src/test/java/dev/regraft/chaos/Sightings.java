package dev.regraft.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every head that any replica answered with, and what all of them together must never do: give one version two contents, or answer out
 * of two feature spaces. Written by all watchers.
 */
final class Sightings {

    /** A head as an answer names it, and the backbone beside it. */
    record Seen(int version, String sha256, String backbone) {
    }

    /** When the newest version of all became this one. */
    private record Rise(Instant at, int version) {
    }

    private final Violations violations;
    private final Map<Integer, String> contents = new HashMap<>();
    private final List<Rise> rises = new ArrayList<>();
    private String backbone;

    Sightings(Violations violations) {
        this.violations = violations;
    }

    synchronized void add(String replica, Seen seen) {
        String content = contents.putIfAbsent(seen.version(), seen.sha256());
        violations.require(content == null || content.equals(seen.sha256()), "one version has two contents",
                replica + " answered with version " + seen.version() + " of " + seen.sha256() + ", another with " + content);
        backbone = backbone == null ? seen.backbone() : backbone;
        violations.require(backbone.equals(seen.backbone()), "a head of another feature space",
                replica + " answered out of " + seen.backbone() + ", the others of " + backbone);
        if (rises.isEmpty() || rises.getLast().version() < seen.version()) {
            rises.add(new Rise(Instant.now(), seen.version()));
        }
    }

    /** How many versions were seen. */
    synchronized int versions() {
        return contents.size();
    }

    /** How long after that moment a replica answered with a version that none had answered with before it. */
    synchronized Optional<Duration> nextVersionAfter(Instant moment) {
        return rises.stream().filter(rise -> rise.at().isAfter(moment)).findFirst().map(rise -> Duration.between(moment, rise.at()));
    }
}
