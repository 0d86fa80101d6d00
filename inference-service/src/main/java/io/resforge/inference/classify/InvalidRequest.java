package io.resforge.inference.classify;

import java.util.List;
import java.util.stream.Collectors;

/** A request that breaks a rule. */
public final class InvalidRequest extends RuntimeException {

    private final transient List<Violation> violations;

    /** A field such as {@code images[2].raw}, what was wrong with it and what is allowed. */
    public record Violation(String field, String description) {}

    public InvalidRequest(List<Violation> violations) {
        // No stack trace: it is an answer, and where in our code says nothing.
        super(message(violations), null, false, false);
        this.violations = List.copyOf(violations);
    }

    public InvalidRequest(String field, String description) {
        this(List.of(new Violation(field, description)));
    }

    private static String message(List<Violation> violations) {
        return violations.stream().map(v -> v.field() + ": " + v.description()).collect(Collectors.joining("; "));
    }

    /** Each rule that is broken. */
    public List<Violation> violations() {
        return violations;
    }
}
