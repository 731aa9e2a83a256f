package dev.regraft.feature;

/**
 * Something that came from outside was refused: which field, and the rule it broke with the value that broke it.
 * Nothing was changed.
 */
public final class RefusedException extends RuntimeException {

    private final String code;
    private final String field;

    /**
     * @param code what kind of refusal, in lower case with dashes, as it stands in a dead letter: {@code invalid-label}
     * @param field the field at fault, as the client wrote it: {@code text}; null if it is the whole
     * @param detail the rule and the value
     */
    public RefusedException(String code, String field, String detail) {
        super(detail);
        this.code = code;
        this.field = field;
    }

    public String code() {
        return code;
    }

    public String field() {
        return field;
    }

    /** The broken rule and the value that broke it, in a phrase. */
    public String detail() {
        return getMessage();
    }
}
