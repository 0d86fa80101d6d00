package io.resforge.trainer.contract;

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

    /**
     * A field whose value cannot be taken.
     *
     * @param field its path in the request, such as {@code spec.batch_size}
     * @param description what was wrong and what is allowed
     */
    public record Violation(String field, String description) {

        @Override
        public String toString() {
            return field + ": " + description;
        }
    }
}
