package io.resforge.trainer.worker;

import ai.djl.engine.Engine;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.resume.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What trained a checkpoint, for its manifest. */
final class SoftwareVersions {

    private SoftwareVersions() {}

    private static final String CPU_FEATURES = "cpu_features";

    /**
     * Versions by name; the engine must have been started.
     *
     * @param device that computed
     * @param changes of what is told here since the run began, in words
     */
    static Map<String, String> versions(ComputeDevice device, List<String> changes) {
        Map<String, String> versions = new TreeMap<>(circumstances());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("cpu", Processor.current().name());
        versions.put("device", device.label());
        versions.put("threads", Integer.toString(TorchRuntime.threads()));
        if (!changes.isEmpty()) {
            versions.put("changes", String.join("; ", changes));
        }
        return versions;
    }

    /** Those of them that the last bits of weights depend on, beside device and threads; the engine must have been started. */
    static Map<String, String> circumstances() {
        Map<String, String> circumstances = new TreeMap<>();
        circumstances.put("resforge", resforge());
        circumstances.put("pytorch", Engine.getInstance().getVersion());
        circumstances.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        circumstances.put("arch", System.getProperty("os.arch"));
        circumstances.put(CPU_FEATURES, cpuFeatures());
        TorchRuntime.gpu().ifPresent(gpu -> circumstances.put("gpu", gpu));
        return circumstances;
    }

    /** Whether a snapshot was taken on a processor like this one, as far as it says. */
    static boolean isOfThisProcessor(Snapshot snapshot) {
        return !snapshot.has(CPU_FEATURES) || snapshot.fact(CPU_FEATURES).equals(cpuFeatures());
    }

    private static String cpuFeatures() {
        return String.join(" ", Processor.current().tellingFeatures());
    }

    private static String resforge() {
        try (InputStream file = SoftwareVersions.class.getResourceAsStream("/resforge-version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own version cannot be read", e);
        }
    }
}
