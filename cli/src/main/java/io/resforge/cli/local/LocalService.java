package io.resforge.cli.local;

import java.nio.file.Path;
import java.util.List;

/** A service that can be started here. */
public enum LocalService {
    /** The control plane: runs, versions, promotions. */
    TRAINER("trainer-service", "io.resforge.trainer.TrainerMain", new ServicePorts(9001, 8081), List.of("-Xmx256m")),

    /**
     * Serves the champion. A few large calls at once need a large heap, but small ones leave only garbage: a young generation that
     * may grow with the heap fills it all before it is collected. Its survivors have room for the files of versions that are loaded one
     * after the other, which would else grow old and fill the rest.
     */
    INFERENCE(
            "inference-service",
            "io.resforge.inference.app.InferenceMain",
            new ServicePorts(9000, 8080),
            List.of("-Xmx512m", "-Xmn64m", "-XX:SurvivorRatio=4", "-XX:TargetSurvivorRatio=90"));

    private final String module;
    private final String mainClass;
    private final ServicePorts usual;
    private final List<String> heap;

    LocalService(String module, String mainClass, ServicePorts usual, List<String> heap) {
        this.module = module;
        this.mainClass = mainClass;
        this.usual = usual;
        this.heap = heap;
    }

    /** The ports that it has if they are free. */
    ServicePorts usual() {
        return usual;
    }

    /** Java's options for its heap; tensors live outside of it. */
    List<String> heap() {
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
