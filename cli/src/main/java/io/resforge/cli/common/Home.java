package io.resforge.cli.common;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that holds all state, {@code RESFORGE_HOME} or {@code ~/.resforge}, save perhaps for the store.
 *
 * @param path absolute
 * @param store where runs and published checkpoints are: {@code RESFORGE_STORE}, or a folder of this one
 */
public record Home(Path path, String store) {

    public Home {
        path = path.toAbsolutePath().normalize();
    }

    /** All in one folder. */
    public Home(Path path) {
        this(path, path.toAbsolutePath().normalize().resolve("store").toString());
    }

    /** As the environment says; empty if it names none, and the user has no folder, as in a container with a user's number alone. */
    public static Optional<Home> of(Map<String, String> environment) {
        Optional<Home> home = given(environment, "RESFORGE_HOME")
                .map(Path::of)
                .or(() -> users(environment).map(user -> user.resolve(".resforge")))
                .map(Home::new);
        return home.map(it -> given(environment, "RESFORGE_STORE")
                .map(store -> new Home(it.path(), store))
                .orElse(it));
    }

    /** Of a user without a folder Java says "?"; others are given one that is not there. */
    private static Optional<Path> users(Map<String, String> environment) {
        return given(environment, "HOME")
                .or(() -> Optional.ofNullable(System.getProperty("user.home")))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .filter(Files::isDirectory);
    }

    private static Optional<String> given(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    /** Data sets. */
    public Path data() {
        return path.resolve("data");
    }

    /** What the services log. */
    public Path logs() {
        return path.resolve("logs");
    }

    /** What can be had again, such as unpacked native libraries. */
    public Path cache() {
        return path.resolve("cache");
    }

    /** One folder a demo. */
    public Path demos() {
        return path.resolve("demos");
    }
}
