package io.resforge.trainer.request;

import io.resforge.registry.value.Names;
import java.util.function.UnaryOperator;

/** Names as fields of requests: each check returns the name, or refuses the field with what is allowed. */
public final class Fields {

    private Fields() {}

    /** A run's id. */
    public static String run(String field, String id) {
        return check(field, id, Names::run);
    }

    /** A model's name. */
    public static String model(String field, String name) {
        return check(field, name, Names::model);
    }

    /** A version of a model. */
    public static String version(String field, String version) {
        return check(field, version, Names::version);
    }

    private static String check(String field, String value, UnaryOperator<String> rule) {
        try {
            return rule.apply(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(field, e.getMessage());
        }
    }
}
