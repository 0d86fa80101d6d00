package io.resforge.inference.models;

/** Which version of a model is to answer a call. */
public sealed interface VersionChoice {

    /** Whichever the server chooses. */
    record Any() implements VersionChoice {}

    /** One version, such as {@code 17}. */
    record Version(String number) implements VersionChoice {}

    /** The version that has a label, such as {@code stable}. */
    record Label(String name) implements VersionChoice {}

    /** The choice of a caller who leaves it to the server. */
    VersionChoice ANY = new Any();
}
