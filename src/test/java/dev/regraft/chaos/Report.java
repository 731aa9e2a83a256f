package dev.regraft.chaos;

import dev.regraft.chaos.Deeds.Deed;
import dev.regraft.chaos.Deeds.Signal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one phase came to.
 *
 * @param sending how long it took from the first event to the last one acknowledged
 * @param converging how long it took, all replicas up again, until all had learned everything
 * @param whole how long everything took
 */
record Report(Plan plan, Reference reference, Deeds deeds, Sightings sightings, List<Watcher> watchers, Duration sending,
        Duration converging, Duration whole, Violations violations) {

    @Override
    public String toString() {
        return Stream.of(
                "plan: seed " + plan.seed() + ", " + plan.events().size() + " events, " + plan.faults().size() + " faults",
                "undisturbed: %.0f examples/s, %s".formatted(reference.examplesPerSecond(), reference.outcome()),
                "disturbed: %.0f events/s over %.1f s, everything learned %.1f s after the last replica was back, %.1f s in all".formatted(
                        1e3 * plan.events().size() / sending.toMillis(), seconds(sending), seconds(converging), seconds(whole)),
                "signals: " + signals(),
                "moments: " + moments(),
                "trainer killed to next version: " + recoveries(),
                "predictions while up: " + predictions(),
                "versions seen: " + sightings.versions(),
                "violations: " + violations).collect(Collectors.joining("\n"));
    }

    /** Every signal that was sent, and when. */
    String timeline() {
        return deeds.all().stream().map(deed -> "%s %s to %s, %s%s%s".formatted(deed.at(), deed.signal(), deed.victim(), deed.kind(),
                deed.aimed() ? "" : ", moment not found", deed.trainer() ? ", the trainer" : "")).collect(Collectors.joining("\n"));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private String signals() {
        return Stream.of(Signal.values()).map(signal -> signal + " " + deeds.count(signal)).collect(Collectors.joining(", "));
    }

    /** Of each kind of fault, how often its moment was found. */
    private String moments() {
        Map<Fault.Kind, List<Deed>> kinds = deeds.all().stream()
                .collect(Collectors.groupingBy(Deed::kind, TreeMap::new, Collectors.toList()));
        return kinds.entrySet().stream()
                .map(kind -> kind.getKey() + " " + kind.getValue().stream().filter(Deed::aimed).count() + "/" + kind.getValue().size())
                .collect(Collectors.joining(", "));
    }

    private String recoveries() {
        List<Double> recoveries = deeds.all().stream().filter(deed -> deed.signal() == Signal.KILL && deed.trainer())
                .flatMap(deed -> sightings.nextVersionAfter(deed.at()).stream()).map(Report::seconds).sorted().toList();
        return recoveries.isEmpty() ? "none"
                : "median %.1f s, longest %.1f s, of %d".formatted(recoveries.get(recoveries.size() / 2), recoveries.getLast(),
                        recoveries.size());
    }

    private String predictions() {
        long asked = watchers.stream().mapToLong(Watcher::asked).sum();
        long failed = watchers.stream().mapToLong(Watcher::failed).sum();
        String last = watchers.stream().max(Comparator.comparingLong(Watcher::failed)).map(Watcher::lastFailure).orElse("");
        String such = failed == 0 ? "" : ", such as " + last;
        return "%d, failed %d (%.3f %%)%s".formatted(asked, failed, 100.0 * failed / Math.max(1, asked), such);
    }
}
