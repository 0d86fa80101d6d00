package io.resforge.registry.promotion;

/** A model has no such version, or none at all. */
public final class UnknownVersion extends RuntimeException {

    private final String resource;

    /** A model without a certain version. */
    public UnknownVersion(String model, String version) {
        this(model + "@" + version, model, "version " + version);
    }

    private UnknownVersion(String resource, String model, String what) {
        super("model " + model + " has no " + what);
        this.resource = resource;
    }

    /** A model without any version. */
    public static UnknownVersion anyOf(String model) {
        return new UnknownVersion(model, model, "version");
    }

    /** A model without a champion. */
    public static UnknownVersion championOf(String model) {
        return new UnknownVersion(model, model, "champion");
    }

    /** What was asked for: {@code model@version}, or the model alone. */
    public String resource() {
        return resource;
    }
}
