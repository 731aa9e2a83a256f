package dev.regraft.model;

import java.nio.file.Path;

/**
 * How models that are elsewhere are fetched.
 *
 * @param folder where they are kept, unless a cache of their own is agreed on
 * @param hub which hub is asked
 * @param patience how long servers are waited for
 * @param mostBytes of all files of a model together
 */
public record Fetching(Path folder, HubSettings hub, Patience patience, long mostBytes) {

    /** What the checks and the runtime take: 2 GiB. */
    public static final long USUAL_BYTES = 1L << 31;

    /**
     * As the environment of this process says; in a container its user may have no home.
     *
     * @param directory working folder
     * @throws IllegalArgumentException if a variable says what cannot be
     */
    public static Fetching usual(Path directory, long mostBytes) {
        Path home = Path.of(System.getProperty("user.home"));
        HubSettings hub = HubSettings.of(System.getenv(), home.isAbsolute() ? home : directory.toAbsolutePath());
        return new Fetching(directory.resolve("models"), hub, Patience.usual(), mostBytes);
    }
}
