package io.resforge.trainer.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real API server, one for all tests of a module, and no controller: Jobs are kept, and nobody acts on them. Where there are no
 * programs to run, in {@code KUBE_API_TEST_DIR} or {@code ~/.kubeapitest}, tests that ask for it are skipped and say so.
 */
public final class RealApiServer implements BeforeAllCallback, ParameterResolver {

    private static final int STARTUP_MILLIS = 120_000;

    @Override
    public void beforeAll(ExtensionContext context) {
        Path programs = directory().resolve("k8s");
        Assumptions.assumeTrue(
                version().isPresent(), () -> "skipped: there is no kube-apiserver in a folder of " + programs);
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KubernetesClient.class;
    }

    /** A client that may do all; whoever asks for it closes it. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return client(running(context).config());
    }

    /** A client of the same server that acts as somebody else. */
    public static KubernetesClient as(String user, KubernetesClient client) {
        return client(new ConfigBuilder(client.getConfiguration())
                .withImpersonateUsername(user)
                .build());
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
    }

    private static Path directory() {
        return Optional.ofNullable(System.getenv("KUBE_API_TEST_DIR"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".kubeapitest"));
    }

    /** Of the programs that are there, such as {@code 1.33.13} for {@code k8s/1.33.13-linux-amd64}. */
    private static Optional<String> version() {
        Path programs = directory().resolve("k8s");
        if (!Files.isDirectory(programs)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(programs)) {
            return folders.filter(folder -> Files.isExecutable(folder.resolve("kube-apiserver")))
                    .map(folder -> folder.getFileName().toString().split("-")[0])
                    .max(String::compareTo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closed by JUnit when all tests are done. */
    private record Running(KubeAPIServer server) implements AutoCloseable {

        static Running start() {
            KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                    .withTestDir(directory().toString())
                    .withApiServerVersion(version().orElseThrow())
                    .withOfflineMode(true)
                    .withStartupTimeout(STARTUP_MILLIS)
                    .build());
            server.start();
            return new Running(server);
        }

        Config config() {
            return Config.fromKubeconfig(server.getKubeConfigYaml());
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
