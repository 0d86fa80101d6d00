package io.resforge.trainer.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real API server, one for all tests of a module, and no controller: Jobs are kept, and nothing acts on them. Where there are no
 * {@linkplain ApiServerBinaries programs} to run, tests that ask for it are skipped with the reason.
 */
public final class RealApiServer implements ExecutionCondition, ParameterResolver {

    private static final int STARTUP_MILLIS = 120_000;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return ApiServerBinaries.find()
                .map(found -> ConditionEvaluationResult.enabled("an API server is in " + found.folder()))
                .orElseGet(() -> ConditionEvaluationResult.disabled(ApiServerBinaries.NONE));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KubernetesClient.class;
    }

    /** A client that may do all; the test that asks for it closes it. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return client(running(context).config());
    }

    /** A client of the same server that acts as another user. */
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

    /** Closed by JUnit when all tests are done. */
    private record Running(KubeAPIServer server) implements AutoCloseable {

        static Running start() {
            KubeAPIServer server = new KubeAPIServer(ApiServerBinaries.find()
                    .orElseThrow()
                    .server()
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
