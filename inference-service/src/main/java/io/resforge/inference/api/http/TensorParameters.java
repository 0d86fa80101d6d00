package io.resforge.inference.api.http;

import io.resforge.inference.classify.InvalidRequest;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The parameters beside a request or a tensor. Those that are not known are passed over.
 *
 * @param field that they are in
 */
record TensorParameters(String field, Map<String, Object> values) {

    /**
     * A whole number.
     *
     * @throws InvalidRequest if it is something else
     */
    OptionalLong number(String name) {
        Object value = values.get(name);
        return switch (value) {
            case null -> OptionalLong.empty();
            case Integer number -> OptionalLong.of(number);
            case Long number -> OptionalLong.of(number);
            default -> throw new InvalidRequest(field + "." + name, "must be a whole number, was " + value);
        };
    }

    /**
     * A yes or no.
     *
     * @throws InvalidRequest if it is something else
     */
    boolean flag(String name, boolean otherwise) {
        Object value = values.get(name);
        return switch (value) {
            case null -> otherwise;
            case Boolean flag -> flag;
            default -> throw new InvalidRequest(field + "." + name, "must be true or false, was " + value);
        };
    }
}
