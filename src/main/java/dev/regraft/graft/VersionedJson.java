package dev.regraft.graft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regraft.feature.NewerFormatException;
import dev.regraft.feature.RefusedException;

/**
 * How a value of ours is kept in the log: JSON with the version of its format in the field {@code format}, so that a process which is
 * older than the writer refuses it and does not read half of it.
 *
 * @param type of the value
 * @param version of the format that is written, and the newest that is read
 */
public record VersionedJson<T>(Class<T> type, int version) {

    private static final String FORMAT = "format";

    /** The value as JSON. */
    public byte[] write(T value) {
        ObjectNode json = StrictJson.MAPPER.createObjectNode().put(FORMAT, version);
        return StrictJson.write(json.setAll(StrictJson.MAPPER.<ObjectNode>valueToTree(value)));
    }

    /**
     * The value that the bytes hold.
     *
     * @throws NewerFormatException if they come from a later version
     * @throws IllegalArgumentException if they hold none
     */
    public T read(byte[] bytes) {
        try {
            ObjectNode json = StrictJson.readObject(bytes);
            int found = json.path(FORMAT).asInt(1);
            if (found > version) {
                throw new NewerFormatException("format version of a " + type.getSimpleName() + " must be " + version + ": " + found
                        + " is of a later version of the service");
            }
            return StrictJson.readValue(bytes, type);
        } catch (RefusedException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + e.detail(), e);
        }
    }
}
