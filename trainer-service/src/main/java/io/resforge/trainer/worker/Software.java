package io.resforge.trainer.worker;

import ai.djl.engine.Engine;
import io.resforge.network.torch.ComputeDevice;
import io.resforge.network.torch.Processor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What trained a checkpoint, for its manifest. */
final class Software {

    private Software() {}

    /**
     * Versions by name; the engine must have been started.
     *
     * @param threads that one operation was spread over: the last bits of sums depend on it
     * @param device that computed
     */
    static Map<String, String> versions(int threads, ComputeDevice device) {
        Processor cpu = Processor.current();
        Map<String, String> versions = new TreeMap<>();
        versions.put("resforge", resforge());
        versions.put("pytorch", Engine.getInstance().getVersion());
        versions.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("arch", System.getProperty("os.arch"));
        versions.put("cpu", cpu.name());
        versions.put("cpu_features", String.join(" ", cpu.tellingFeatures()));
        versions.put("device", device.label());
        versions.put("threads", Integer.toString(threads));
        return versions;
    }

    private static String resforge() {
        try (InputStream file = Software.class.getResourceAsStream("/resforge-version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own version cannot be read", e);
        }
    }
}
