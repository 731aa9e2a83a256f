package dev.regraft.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The loop under everything that may break, by many seeds. A seed that fails is run alone by {@code -Dsimulation.seed=...}. */
class SimulationTest {

    private static final long SEEDS = Long.getLong("simulation.seeds", 6_000);
    private static final Logger QUIET = Logger.getLogger("dev.regraft");

    @Test
    void whatSurvivesIsLearnedWhateverBreaks() {
        Long one = Long.getLong("simulation.seed");
        if (one != null) {
            run(one);
            return;
        }
        QUIET.setLevel(Level.OFF);
        try {
            List<String> failures = LongStream.range(Long.getLong("simulation.from", 0), Long.getLong("simulation.from", 0) + SEEDS).parallel().mapToObj(SimulationTest::failure).filter(f -> f != null).limit(20).toList();
            assertEquals(List.of(), failures);
        } finally {
            QUIET.setLevel(null);
        }
    }

    private static String failure(long seed) {
        try {
            run(seed);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return "seed " + seed + ": " + e.getMessage();
        }
    }

    private static void run(long seed) {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
            new Simulation(seed, disk).run();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
