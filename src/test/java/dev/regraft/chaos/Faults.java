package dev.regraft.chaos;

import dev.regraft.chaos.Fault.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The faults of a plan: kills of services at every kind of moment in turn, the others as wanted, shuffled, spread over the whole run. */
final class Faults {

    private static final List<Kind> KILLS = List.of(Kind.KILL_IN_EXTRACTION, Kind.KILL_IN_TRANSACTION, Kind.KILL_IN_PUBLISH,
            Kind.KILL_IN_SNAPSHOT, Kind.KILL_IN_FOLD);
    /** Shares of the run before the first fault, and after the last. */
    private static final double QUIET = 0.04;
    private static final int MAX_DELAY_MS = 300;
    private static final int MAX_RESTART_MS = 1_000;

    /** For how many faults after it was frozen a replica is not hit: it would have to be waited for. */
    private static final int SPARED = 2;

    private final RandomGenerator random;
    private int frozen = -1;
    private int spared;

    private Faults(RandomGenerator random) {
        this.random = random;
    }

    static List<Fault> of(Size size, RandomGenerator random) {
        return new Faults(random).draw(size);
    }

    private List<Fault> draw(Size size) {
        List<Kind> kinds = kinds(size);
        Collections.shuffle(kinds, java.util.Random.from(random));
        List<Fault> faults = new ArrayList<>();
        int broker = 0;
        for (int i = 0; i < kinds.size(); i++) {
            double at = QUIET + (1 - 2 * QUIET) * (i + random.nextDouble() / 2) / kinds.size();
            Kind kind = kinds.get(i);
            int victim = kind == Kind.KILL_BROKER ? broker++ : victim(kind);
            faults.add(new Fault(at, kind, victim, random.nextInt(MAX_DELAY_MS), random.nextInt(MAX_RESTART_MS)));
        }
        return faults;
    }

    private int victim(Kind kind) {
        if (kind == Kind.FREEZE) {
            frozen = frozen < 0 ? one(Member.values()) : (frozen + 1) % Member.values().length;
            spared = SPARED;
            return frozen;
        }
        spared--;
        return switch (kind) {
            case KILL_IN_EXTRACTION, KILL_IN_TRANSACTION -> one(Member.ALL, Member.EXTRACTING);
            case KILL_IN_PUBLISH, KILL_IN_FOLD, KILL_IN_SNAPSHOT -> one(Member.ALL, Member.TRAINING);
            default -> one(Member.values());
        };
    }

    private static List<Kind> kinds(Size size) {
        List<Kind> kinds = new ArrayList<>();
        int kills = 0;
        for (int i = 0; kills < size.kills(); i++) {
            Kind kind = KILLS.get(i % KILLS.size());
            kinds.add(kind);
            kills += kind.kills();
        }
        kinds.addAll(Collections.nCopies(size.terminations(), Kind.TERMINATE));
        kinds.addAll(Collections.nCopies(size.freezes(), Kind.FREEZE));
        kinds.addAll(Collections.nCopies(size.brokers(), Kind.KILL_BROKER));
        return kinds;
    }

    private int one(Member... members) {
        List<Integer> possible = Stream.of(members).map(Member::ordinal).filter(member -> spared < 0 || member != frozen).toList();
        return possible.get(random.nextInt(possible.size()));
    }
}
