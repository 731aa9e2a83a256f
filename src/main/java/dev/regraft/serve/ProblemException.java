package dev.regraft.serve;

import java.util.List;

/** A request that is answered with a problem. */
final class ProblemException extends RuntimeException {

    private final int status;
    private final String code;
    private final List<Problem.Fault> errors;

    ProblemException(int status, String code, String detail) {
        this(status, code, detail, List.of());
    }

    ProblemException(int status, String code, String detail, List<Problem.Fault> errors) {
        super(detail);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Problem problem(String instance) {
        return Problem.of(status, code, getMessage(), instance, errors);
    }
}
