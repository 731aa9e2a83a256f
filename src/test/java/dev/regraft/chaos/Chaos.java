package dev.regraft.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs plans one after another, and tells all that is needed to repeat them. */
final class Chaos {

    /** Clients of brokers that die say so at length; held here so that it keeps its level. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private Chaos() {
    }

    /**
     * Runs a plan for each size; fails, after the last, if any promise was broken.
     *
     * @param form names the folder below {@code target/chaos} that keeps the logs
     * @param seed of the first plan; each further one has the next
     */
    static void run(String form, long seed, List<Size> sizes) throws IOException, InterruptedException {
        KAFKA.setLevel(Level.OFF);
        List<Report> reports = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            Plan plan = Plan.of(seed + i, sizes.get(i));
            Path folder = folder(form).resolve(Integer.toString(i + 1));
            System.out.printf("Chaos %d of %d: %s, fingerprint %s, logs in %s; repeat with -Dchaos.seed=%d%n", i + 1, sizes.size(),
                    plan.size(), plan.fingerprint(), folder, seed);
            Report report = Phase.run(plan, folder);
            System.out.println(report);
            Files.writeString(folder.resolve("report.txt"), report + "\n" + report.timeline());
            reports.add(report);
        }
        assertTrue(reports.stream().allMatch(report -> report.violations().isEmpty()),
                () -> "promises were broken; seed " + seed + ", logs in " + folder(form).toAbsolutePath());
    }

    private static Path folder(String form) {
        return Path.of("target", "chaos", form);
    }
}
