package dev.regraft.graft;

/**
 * How far a task's examples are read by the backbone that it now asks for.
 *
 * @param from name of the backbone that it had before
 * @param to name of the backbone that it asks for
 * @param extracted how many examples that one has read
 * @param pending how many it has still to read
 * @param leftOut how many it cannot read: the log does not hold their input, or it cannot make anything of it
 */
public record ChangeoverStatus(String from, String to, long extracted, long pending, long leftOut) {

    /** In words, for history. */
    String told() {
        return extracted + " examples were read by " + to + (pending == 0 ? "" : ", " + pending + " are still to be read")
                + (leftOut == 0 ? "" : ", " + leftOut + " are left out, for the log does not hold their input any more, or " + to
                        + " cannot read it");
    }
}
