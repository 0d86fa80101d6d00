package io.resforge.cli.common;

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

    /** As the environment says. */
    public static Home of(Map<String, String> environment) {
        Home home = given(environment, "RESFORGE_HOME")
                .map(path -> new Home(Path.of(path)))
                .orElseGet(() -> new Home(Path.of(System.getProperty("user.home"), ".resforge")));
        return given(environment, "RESFORGE_STORE")
                .map(store -> new Home(home.path(), store))
                .orElse(home);
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
