package io.resforge.client;

/**
 * One field of a request that the server did not accept.
 *
 * @param field its path, such as {@code spec.epochs}
 * @param description what was wrong and what is allowed
 */
public record FieldViolation(String field, String description) {}
