package io.resforge.inference.model;

/** Which version of a model is to answer a call. */
public sealed interface Choice {

    /** Whichever the server chooses. */
    record Any() implements Choice {}

    /** One version, such as {@code 17}. */
    record Version(String number) implements Choice {}

    /** The version that has a label, such as {@code stable}. */
    record Label(String name) implements Choice {}

    /** The choice of a caller who leaves it to the server. */
    Choice ANY = new Any();
}
