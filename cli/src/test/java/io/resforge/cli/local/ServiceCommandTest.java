package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.common.Home;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceCommandTest {

    private final Surroundings usual = Surroundings.usual(Path.of("/checkout"), new Home(Path.of("/home")));

    @Test
    void listensOnItsPortsOfTheGivenInterface() {
        assertThat(ServiceCommand.line(Service.TRAINER, new Ports(1234, 5678), usual.withHost("0.0.0.0")))
                .contains(
                        "-Dquarkus.grpc.server.port=1234",
                        "-Dquarkus.http.port=5678",
                        "-Dquarkus.grpc.server.host=0.0.0.0",
                        "-Dquarkus.http.host=0.0.0.0")
                .contains("-XX:SharedArchiveFile=/checkout/trainer-service/target/quarkus-app/trainer-service.jsa")
                .endsWith("io.resforge.trainer.Main");
    }

    @Test
    void boundsTheYoungGenerationOfWhatServes() {
        assertThat(ServiceCommand.line(Service.INFERENCE, new Ports(1, 2), usual))
                .contains("-Xmx512m", "-XX:MaxNewSize=32m");
    }

    @Test
    void letsWorkersShareClassesBesideWhatTheUserWants() {
        assertThat(ServiceCommand.environment(usual, Map.of("RESFORGE_WORKER_JAVA_OPTIONS", "-Xmx4g"))
                        .get("RESFORGE_WORKER_JAVA_OPTIONS"))
                .contains("-XX:SharedArchiveFile=/checkout/trainer-service/target/quarkus-app/worker.jsa")
                .endsWith(",-Xmx4g");
    }

    @Test
    void keepsItsStateInTheHome() {
        assertThat(ServiceCommand.environment(usual.withState(new Home(Path.of("/demo"))), Map.of()))
                .containsEntry("RESFORGE_STORE", "/demo/store")
                .containsEntry("DJL_CACHE_DIR", "/home/cache/djl");
    }

    @Test
    void keepsRunsWhereTheUserWantsThem() {
        Home elsewhere = new Home(Path.of("/home"), "s3://bucket");
        assertThat(ServiceCommand.environment(Surroundings.usual(Path.of("/checkout"), elsewhere), Map.of()))
                .containsEntry("RESFORGE_STORE", "s3://bucket");
    }

    @Test
    void leavesTheCacheOfNativeLibrariesWhereTheUserWantsIt() {
        assertThat(ServiceCommand.environment(usual, Map.of("DJL_CACHE_DIR", "/mine")))
                .containsEntry("DJL_CACHE_DIR", "/mine");
    }

    @Test
    void obeysWhoWantsOtherVariables() {
        Surroundings other = usual.withEnvironment(Map.of("RESFORGE_STORE", "s3://bucket"));
        assertThat(ServiceCommand.environment(other, Map.of())).containsEntry("RESFORGE_STORE", "s3://bucket");
    }
}
