package dev.regraft.train;

import dev.regraft.head.Target;
import java.util.HashMap;
import java.util.Map;

/** One object for all equal targets that name labels, as long as an example has it. One writer thread. */
final class SharedTargets {

    private final Map<Target, Shared> shared = new HashMap<>();

    /** A target, and how many examples have it. */
    private static final class Shared {

        private final Target target;
        private int examples;

        private Shared(Target target) {
            this.target = target;
        }
    }

    /** The object that is shared for this target, by one example more. */
    Target share(Target target) {
        if (target instanceof Target.Value) {
            return target;
        }
        Shared entry = shared.computeIfAbsent(target, Shared::new);
        entry.examples++;
        return entry.target;
    }

    /** One example less has this target. */
    void release(Target target) {
        shared.computeIfPresent(target, (_, entry) -> --entry.examples == 0 ? null : entry);
    }
}
