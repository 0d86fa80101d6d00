package io.resforge.trainer.request;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** A request with fields that cannot be taken. */
public final class InvalidInput extends RuntimeException {

    private final transient List<Violation> violations;

    public InvalidInput(List<Violation> violations) {
        super(violations.stream().map(Violation::toString).collect(joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public InvalidInput(String field, String description) {
        this(List.of(new Violation(field, description)));
    }

    /** The fields, at least one. */
    public List<Violation> violations() {
        return violations;
    }
}
