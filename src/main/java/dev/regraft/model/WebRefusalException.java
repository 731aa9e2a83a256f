package dev.regraft.model;

import java.io.IOException;

/** A server answered that it will not: another try would not do. */
final class WebRefusalException extends IOException {

    private final int status;

    /** @param status of its answer, of HTTP */
    WebRefusalException(String message, int status) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
