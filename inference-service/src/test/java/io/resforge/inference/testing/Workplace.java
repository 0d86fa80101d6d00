package io.resforge.inference.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Gives the service under test a folder of its own, without a store in it yet, and a quick watch. */
public final class Workplace implements QuarkusTestResourceLifecycleManager {

    private Path folder;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("resforge-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "resforge.home", folder.toString(),
                "resforge.batching.workers", "2",
                "resforge.batching.queue-capacity", "64",
                "resforge.limits.max-images", "64",
                "resforge.engine", "onnx",
                "resforge.watch.interval", "20ms",
                "resforge.watch.max-backoff", "100ms");
    }

    @Override
    public void stop() {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
