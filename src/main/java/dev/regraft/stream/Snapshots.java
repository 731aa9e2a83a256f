package dev.regraft.stream;

import dev.regraft.graft.KeptExample;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * The snapshots of partitions in a folder of this process, one file for each. They only spare reading the log from its beginning: one that
 * is absent, torn, damaged, too old or of another topic is left aside, with the reason.
 */
final class Snapshots {

    private static final int BUFFER_BYTES = 1 << 20;
    /** Clocks of one machine that was not touched do not differ by more. */
    private static final Duration CLOCK_SLACK = Duration.ofMinutes(1);

    private final Path directory;
    private final String topic;

    /**
     * @param directory is created when the first snapshot is written
     * @param topic name of the topic of features
     */
    Snapshots(Path directory, String topic) {
        this.directory = directory;
        this.topic = topic;
    }

    /** A snapshot cannot be used; the log has everything. */
    static final class UnusableException extends Exception {
        UnusableException(String message) {
            super(message);
        }

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A snapshot that was found whole. */
    final class Found {

        private final Path file;
        private final Snapshot snapshot;

        private Found(Path file, Snapshot snapshot) {
            this.file = file;
            this.snapshot = snapshot;
        }

        Snapshot snapshot() {
            return snapshot;
        }

        /** Hands over the examples, then the leftovers. */
        void forEach(BiConsumer<FeatureKey, KeptExample> action, BiConsumer<FeatureKey, Instant> leftover) throws IOException {
            try (DataInputStream in = open(file)) {
                Snapshot.FRAME.skipHeader(in);
                Snapshot.read(in);
                Snapshot.readExamples(in, action);
                snapshot.leftovers().forEach(leftover);
            }
        }
    }

    /**
     * The snapshot of a partition.
     *
     * @param features what the topic is now
     * @throws UnusableException if there is none, or none that can be trusted
     */
    Found find(int partition, FeaturesTopic features, Instant now) throws UnusableException {
        Path file = file(partition);
        try {
            Snapshot snapshot;
            try (DataInputStream in = open(file)) {
                Snapshot.FRAME.verify(in, Files.size(file));
            }
            try (DataInputStream in = open(file)) {
                Snapshot.FRAME.skipHeader(in);
                snapshot = Snapshot.read(in);
            }
            requireOwn(snapshot.origin(), partition, features);
            requireFresh(snapshot.origin(), features, now);
            return new Found(file, snapshot);
        } catch (NoSuchFileException e) {
            throw new UnusableException("there is none", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableException(e.getMessage(), e);
        }
    }

    private static void requireOwn(Snapshot.Origin origin, int partition, FeaturesTopic features) throws UnusableException {
        if (!origin.topic().equals(features.id())) {
            throw new UnusableException("topic id must be " + features.id() + ": " + origin.topic());
        }
        if (origin.partition() != partition) {
            throw new UnusableException("partition must be " + partition + ": " + origin.partition());
        }
    }

    /** A deletion that came after it must still be in the log. */
    private static void requireFresh(Snapshot.Origin origin, FeaturesTopic features, Instant now) throws UnusableException {
        Duration age = Duration.between(origin.writtenAt(), now);
        if (age.compareTo(features.deleteRetention().dividedBy(2)) > 0) {
            throw new UnusableException("its age must be below half of the topic's delete.retention.ms, "
                    + features.deleteRetention().toMillis() + ": " + age.toMillis());
        }
        if (age.plus(CLOCK_SLACK).isNegative()) {
            throw new UnusableException("it must not come from the future: " + origin.writtenAt());
        }
    }

    /**
     * Writes the snapshot of a partition in place of the former one.
     *
     * @throws IOException if it cannot be written; the former one stays
     */
    void write(Snapshot snapshot, Snapshot.Examples examples) throws IOException {
        Files.createDirectories(directory);
        Path file = file(snapshot.origin().partition());
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(written), BUFFER_BYTES)) {
            Snapshot.FRAME.write(out, body -> snapshot.write(body, examples));
        } catch (UncheckedIOException e) {
            Files.deleteIfExists(written);
            throw e.getCause();
        } catch (IOException e) {
            Files.deleteIfExists(written);
            throw e;
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(int partition) {
        return directory.resolve(topic + "-" + partition + ".snapshot");
    }

    private static DataInputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES));
    }
}
