package io.resforge.benchmarks.serving.server;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A store in a folder of its own with untrained networks, which cost as much to serve as trained ones. */
public final class BenchmarkStore implements AutoCloseable {

    private final Path home;
    private final Promotions promotions;
    private final List<String> versions = new ArrayList<>();
    private long promoted;

    private BenchmarkStore(Path home) {
        this.home = home;
        this.promotions = new Promotions(objects(), Clock.systemUTC());
    }

    /**
     * Publishes networks that differ in their weights alone, and makes the first of them the champion.
     *
     * @param architecture such as {@code resnet20-v1}
     */
    public static BenchmarkStore of(String architecture, int versions) {
        try {
            BenchmarkStore store = new BenchmarkStore(Files.createTempDirectory("serving-benchmark"));
            Checkpoints checkpoints = new Checkpoints(store.objects(), Clock.systemUTC());
            for (int seed = 1; seed <= versions; seed++) {
                UntrainedNetwork network = new UntrainedNetwork(architecture, seed);
                Weights weights = network.weights();
                store.versions.add(
                        checkpoints.publish(network.draft(weights), weights).version());
            }
            store.promoteNext();
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for a store", e);
        }
    }

    /**
     * Publishes the first version as that of further models, and promotes it there. All files but the manifests are the same ones, with a
     * name more.
     *
     * @param prefix of their names, which end with numbers from 1
     */
    public void copyTo(String prefix, int models) {
        ObjectStore objects = objects();
        String manifest = text(objects, UntrainedNetwork.MODEL);
        for (int i = 1; i <= models; i++) {
            String model = prefix + i;
            link(model);
            objects.create(
                    manifestOf(model),
                    manifest.replaceFirst(
                                    "(\"model\"\\s*:\\s*)\"" + UntrainedNetwork.MODEL + "\"", "$1\"" + model + "\"")
                            .getBytes(StandardCharsets.UTF_8));
            promotions.promote(model, versions.getFirst(), "a benchmark", "benchmark");
        }
    }

    private void link(String model) {
        Path from = home.resolve("store")
                .resolve(manifestOf(UntrainedNetwork.MODEL))
                .getParent();
        Path to = home.resolve("store").resolve(manifestOf(model)).getParent();
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(it -> !it.endsWith("manifest.json")).toList()) {
                Files.createLink(to.resolve(file.getFileName()), file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not copy a version", e);
        }
    }

    private String text(ObjectStore objects, String model) {
        return new String(objects.get(manifestOf(model)).orElseThrow(), StandardCharsets.UTF_8);
    }

    private String manifestOf(String model) {
        return "models/" + model + "/versions/" + versions.getFirst() + "/manifest.json";
    }

    private ObjectStore objects() {
        return ObjectStore.openOrCreate(home.resolve("store").toString());
    }

    /** The home that a service finds the store in. */
    public Path home() {
        return home;
    }

    /** The first version as the ONNX file that other runtimes read. */
    public Path onnx() {
        return home.resolve("store/models")
                .resolve(UntrainedNetwork.MODEL)
                .resolve("versions")
                .resolve(versions.getFirst())
                .resolve("model.onnx");
    }

    /** An image of whose class the first version is sure, and that class. */
    public Known known() {
        Manifest manifest = new Checkpoints(objects(), Clock.systemUTC())
                .manifest(UntrainedNetwork.MODEL, versions.getFirst())
                .orElseThrow();
        GoldenImage image = manifest.golden().getFirst();
        int likeliest = image.logits().indexOf(Collections.max(image.logits()));
        return new Known(image.pixels(), manifest.labels().get(likeliest));
    }

    /** An image's bytes and its class. */
    public record Known(byte[] pixels, String label) {}

    /** Makes the next version the champion, all of them in turns; returns the promotion's number. */
    public long promoteNext() {
        String version = versions.get((int) (promoted++ % versions.size()));
        return promotions
                .promote(UntrainedNetwork.MODEL, version, "a benchmark", "benchmark")
                .number();
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + home, e);
        }
    }
}
