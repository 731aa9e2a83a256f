package dev.regraft.model;

import java.io.InputStream;

/** Files in the class path. */
final class Resources {

    private Resources() {
    }

    /**
     * Opens one; null if there is none. In development the application's classes, and the artifacts with them, are seen by the thread's
     * class loader.
     */
    static InputStream open(String name) {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        InputStream found = ofThread == null ? null : ofThread.getResourceAsStream(name);
        return found == null ? Resources.class.getClassLoader().getResourceAsStream(name) : found;
    }
}
