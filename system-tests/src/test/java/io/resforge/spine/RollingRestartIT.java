package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.resforge.cli.local.LocalService.ServicePorts;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.InferenceServiceGrpc;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two inference services that are restarted in turns, as a rolling update does it, while clients that balance over both ask on. */
class RollingRestartIT {

    private static final int ROUNDS = 2;
    private static final int CALLERS_EACH = 4;
    private static final int SOME = 100;
    private static final ClassifyRequest FROG =
            ClassifyRequest.newBuilder().addImages(SampleImages.rawFrog()).build();

    private final Reached byOurs = new Reached();
    private final Reached byPlain = new Reached();

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore();

    @Test
    void losesNoCallOfClientsThatBalanceOverBoth() throws Exception {
        // Given
        ServicePorts[] ports = {ServicePorts.free(), ServicePorts.free()};
        ServiceProcess[] services = {spine.startInference(ports[0]), spine.startInference(ports[1])};
        String[] addresses = {"127.0.0.1:" + ports[0].grpc(), "127.0.0.1:" + ports[1].grpc()};
        ResForgeClient ours = spine.add(ResForgeClient.builder()
                .inference(addresses)
                .attempts(1)
                .interceptors(byOurs)
                .build());
        ManagedChannel plain = roundRobin(addresses);
        Channel seen = ClientInterceptors.intercept(plain, byPlain);
        Until.live(ours.inference(), "1");
        awaitReady(services[0]);
        awaitReady(services[1]);
        Asking asking = spine.add(new Asking());
        asking.begin(CALLERS_EACH, () -> ours.inference().classify(SampleImages.rawFrog()));
        asking.begin(CALLERS_EACH, () -> InferenceServiceGrpc.newBlockingStub(seen)
                .withDeadlineAfter(Until.LONGEST_SECONDS, TimeUnit.SECONDS)
                .classify(FROG));

        awaitFound(ports[0]);
        awaitFound(ports[1]);

        // When
        for (int restart = 0; restart < 2 * ROUNDS; restart++) {
            int which = restart % 2;
            services[which].handle().destroy();
            assertThat(services[which]
                            .end()
                            .get(Until.LONGEST_SECONDS, TimeUnit.SECONDS)
                            .getMessage())
                    .contains("exit code 143");
            services[which] = spine.startInference(ports[which]);
            awaitFound(ports[which]);
        }
        asking.close();

        // Then
        assertThat(asking.failures()).isEmpty();
        assertThat(asking.answers()).isGreaterThan(SOME);
        plain.shutdownNow();
    }

    /** What any client of gRPC's Java can be told: round robin over servers that are healthy, and no second try. */
    private static ManagedChannel roundRobin(String... addresses) {
        Map<String, ?> config = Map.of(
                "loadBalancingConfig", List.of(Map.of("round_robin", Map.of())),
                "healthCheckConfig", Map.of("serviceName", "resforge.v1.InferenceService"));
        return Grpc.newChannelBuilder("resforge:///" + String.join(",", addresses), InsecureChannelCredentials.create())
                .defaultServiceConfig(config)
                .disableRetry()
                .build();
    }

    /** A client that found no server tries again after a pause, which grows; a platform waits before it goes on, too. */
    private void awaitFound(ServicePorts ports) {
        byOurs.await(ports.grpc());
        byPlain.await(ports.grpc());
    }

    private static void awaitReady(ServiceProcess service) throws Exception {
        try (Probes probes = new Probes(service)) {
            Until.holds("it is ready", () -> probes.get("/q/health/ready").statusCode() == 200);
        }
    }
}
