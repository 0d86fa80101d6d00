package io.resforge.trainer.request;

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
