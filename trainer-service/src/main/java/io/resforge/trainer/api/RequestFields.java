package io.resforge.trainer.api;

import io.resforge.registry.value.ObjectNames;
import io.resforge.registry.value.VersionReference;
import io.resforge.trainer.contract.InvalidInput;
import java.util.function.UnaryOperator;

/** Names as fields of requests: each check returns the name, or refuses the field with what is allowed. */
public final class RequestFields {

    /** Stands for the model that the version is asked for within, where only the form matters. */
    private static final String ANY_MODEL = "model";

    private RequestFields() {}

    /** A run's id. */
    public static String run(String field, String id) {
        return check(field, id, ObjectNames::run);
    }

    /** The id of a request. */
    public static String request(String field, String id) {
        return check(field, id, ObjectNames::request);
    }

    /** A model's name. */
    public static String model(String field, String name) {
        return check(field, name, ObjectNames::model);
    }

    /** A version of a model. */
    public static String version(String field, String version) {
        return check(field, version, ObjectNames::version);
    }

    /** A version of a model, or of another one with that one's name: {@code 17} or {@code cifar10@17}. */
    public static String reference(String field, String version) {
        return check(
                field, version, text -> VersionReference.parse(text, ANY_MODEL).toString());
    }

    private static String check(String field, String value, UnaryOperator<String> rule) {
        try {
            return rule.apply(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(field, e.getMessage());
        }
    }
}
