package io.resforge.cli.common;

import java.nio.file.Path;
import java.util.Map;

/**
 * The folder that holds all state: {@code RESFORGE_HOME}, or {@code ~/.resforge}.
 *
 * @param path absolute
 */
public record Home(Path path) {

    public Home {
        path = path.toAbsolutePath().normalize();
    }

    /** As the environment says. */
    public static Home of(Map<String, String> environment) {
        String given = environment.getOrDefault("RESFORGE_HOME", "");
        return new Home(given.isBlank() ? Path.of(System.getProperty("user.home"), ".resforge") : Path.of(given));
    }

    /** Published checkpoints and runs. */
    public Path store() {
        return path.resolve("store");
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
