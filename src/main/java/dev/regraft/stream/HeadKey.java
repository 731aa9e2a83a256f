package dev.regraft.stream;

import java.nio.charset.StandardCharsets;

/**
 * Key of a record in the topic of heads: {@code task} for where the task stands, {@code task/version} for a head, {@code task/report} for what
 * was found out about its training set.
 */
sealed interface HeadKey {

    /** Name of the task. */
    String task();

    /** Of the task's state. */
    record State(String task) implements HeadKey {
    }

    /** Of a head. */
    record Head(String task, int version) implements HeadKey {
    }

    /** Of the task's report. */
    record Report(String task) implements HeadKey {
    }

    /** @throws NumberFormatException if it is none of these */
    static HeadKey read(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new State(text);
        }
        String task = text.substring(0, slash);
        String rest = text.substring(slash + 1);
        return rest.equals(dev.regraft.graft.Report.KEY) ? new Report(task) : new Head(task, Integer.parseInt(rest));
    }
}
