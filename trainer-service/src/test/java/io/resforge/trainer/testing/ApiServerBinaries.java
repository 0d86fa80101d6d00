package io.resforge.trainer.testing;

import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.Utils;
import io.fabric8.kubeapitest.binary.OSInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code etcd}, {@code kube-apiserver} and {@code kubectl} that tests run: those in the folder that {@code KUBEBUILDER_ASSETS} names,
 * as {@code setup-envtest use -p path} prints it, or else the newest in {@code ~/.kubeapitest/k8s/VERSION-OS-ARCHITECTURE}. Nothing is
 * downloaded.
 *
 * @param folder the folder that holds the three programs
 */
public record ApiServerBinaries(Path folder) {

    /** The environment variable that names the folder. */
    public static final String VARIABLE = "KUBEBUILDER_ASSETS";

    private static final List<String> PROGRAMS = List.of("etcd", "kube-apiserver", "kubectl");
    private static final String PLATFORM = Utils.platformSuffix(new OSInfo());

    /** Why tests that need them are skipped where there are none. */
    public static final String NONE =
            "there is no API server: KUBEBUILDER_ASSETS names no folder with one, and ~/.kubeapitest/k8s has none";

    /** Those of this machine. */
    public static Optional<ApiServerBinaries> find() {
        return find(System.getenv(), Path.of(System.getProperty("user.home"), ".kubeapitest", "k8s"));
    }

    /**
     * Those that the environment names, or else the newest in a folder of versions.
     *
     * @throws IllegalStateException if the variable is set and its folder lacks a program: a mistake that must not skip tests unseen
     */
    static Optional<ApiServerBinaries> find(Map<String, String> environment, Path usual) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return Optional.of(named(Path.of(named)));
        }
        if (!Files.isDirectory(usual)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(usual)) {
            List<String> versions = folders.filter(folder -> missing(folder).isEmpty())
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> name.endsWith(PLATFORM))
                    .map(name -> name.substring(0, name.length() - PLATFORM.length()))
                    .toList();
            return versions.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ApiServerBinaries(
                            usual.resolve(Utils.getLatestVersion(new ArrayList<>(versions)) + PLATFORM)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ApiServerBinaries named(Path folder) {
        List<String> missing = missing(folder);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    VARIABLE + " is " + folder + ", which has no " + String.join(", ", missing));
        }
        return new ApiServerBinaries(folder.toAbsolutePath());
    }

    private static List<String> missing(Path folder) {
        return PROGRAMS.stream()
                .filter(program -> !Files.isExecutable(folder.resolve(program)))
                .toList();
    }

    /** How kube-api-test runs them. Its certificates are in the build's folder, in which it finds the programs by a link. */
    public KubeAPIServerConfigBuilder server() {
        try {
            Path directory = Path.of("target", "api-server").toAbsolutePath();
            Path link = Files.createDirectories(directory.resolve("k8s")).resolve("found" + PLATFORM);
            Files.deleteIfExists(link); // an earlier build may have found others
            Files.createSymbolicLink(link, folder);
            return KubeAPIServerConfigBuilder.anAPIServerConfig()
                    .withTestDir(directory.toString())
                    .withApiServerVersion("found")
                    .withOfflineMode(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
