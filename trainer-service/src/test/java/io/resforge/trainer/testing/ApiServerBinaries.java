package io.resforge.trainer.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The etcd and the API server that kube-api-test takes; nothing is downloaded. */
final class ApiServerBinaries {

    private static final String PLATFORM = "-linux-amd64";

    private ApiServerBinaries() {}

    /** The newest version that is there. */
    static Optional<String> version() {
        if (!Files.isDirectory(folder())) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(folder())) {
            return versions.filter(version -> Files.isExecutable(version.resolve("kube-apiserver"))
                            && Files.isExecutable(version.resolve("etcd")))
                    .map(version -> version.getFileName().toString())
                    .filter(name -> name.endsWith(PLATFORM))
                    .map(name -> name.substring(0, name.length() - PLATFORM.length()))
                    .max(Comparator.comparing(Runtime.Version::parse));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where they are looked for. */
    static Path folder() {
        return Path.of(System.getProperty("user.home"), ".kubeapitest", "k8s");
    }
}
