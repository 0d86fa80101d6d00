package io.resforge.cli.local;

import java.nio.file.Path;

/** A service that can be started here. */
public enum Service {
    /** The control plane: runs, versions, promotions. */
    TRAINER("trainer-service", new Ports(9001, 8081), "256m"),

    /** Serves the champion. */
    INFERENCE("inference-service", new Ports(9000, 8080), "512m");

    private final String module;
    private final Ports usual;
    private final String heap;

    Service(String module, Ports usual, String heap) {
        this.module = module;
        this.usual = usual;
        this.heap = heap;
    }

    /** The ports that it has if they are free. */
    Ports usual() {
        return usual;
    }

    /** The most Java heap; tensors live outside of it. */
    String heap() {
        return heap;
    }

    /** What is run. */
    Path jar(Path root) {
        return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** The module's name, such as {@code trainer-service}. */
    @Override
    public String toString() {
        return module;
    }
}
