package io.resforge.cli.local;

import java.nio.file.Path;

/** A service that can be started here. */
public enum Service {
    /** The control plane: runs, versions, promotions. */
    TRAINER("trainer-service", "io.resforge.trainer.Main", new Ports(9001, 8081), "256m"),

    /** Serves the champion. */
    INFERENCE("inference-service", "io.resforge.inference.app.Main", new Ports(9000, 8080), "512m");

    private final String module;
    private final String mainClass;
    private final Ports usual;
    private final String heap;

    Service(String module, String mainClass, Ports usual, String heap) {
        this.module = module;
        this.mainClass = mainClass;
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

    /** The folder of the packaged application. */
    Path application(Path root) {
        return root.resolve(module).resolve("target/quarkus-app");
    }

    /** The class that is run. */
    String mainClass() {
        return mainClass;
    }

    /** The module's name, such as {@code trainer-service}. */
    @Override
    public String toString() {
        return module;
    }
}
