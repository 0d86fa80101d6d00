package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.common.Home;
import io.resforge.cli.local.LocalService.ServicePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCommandTest {

    private final LocalSetup usual = LocalSetup.usual(Path.of("/checkout"), new Home(Path.of("/home")));

    @Test
    void listensOnItsPortsOfTheGivenInterface() {
        assertThat(ServiceCommand.line(LocalService.TRAINER, new ServicePorts(1234, 5678), usual.withHost("0.0.0.0")))
                .contains(
                        "-Dquarkus.grpc.server.port=1234",
                        "-Dquarkus.http.port=5678",
                        "-Dquarkus.grpc.server.host=0.0.0.0",
                        "-Dquarkus.http.host=0.0.0.0")
                .contains("-XX:SharedArchiveFile=/checkout/trainer-service/target/quarkus-app/trainer-service.jsa")
                .endsWith("io.resforge.trainer.TrainerMain");
    }

    @Test
    void startsFromWhatWasRehearsedSinceTheServiceWasPackaged(@TempDir Path checkout) throws IOException {
        // Given
        Path application = Files.createDirectories(checkout.resolve("inference-service/target/quarkus-app"));
        Files.createDirectory(application.resolve("app"));
        Files.createFile(application.resolve("app/b.jar"));
        Files.createFile(application.resolve("app/a.jar"));
        Path packaged = Files.createFile(application.resolve("quarkus-run.jar"));
        Path cache = Files.createFile(application.resolve("inference-service.aot"));
        LocalSetup here = LocalSetup.usual(checkout, new Home(Path.of("/home")));
        // When
        Files.setLastModifiedTime(packaged, FileTime.fromMillis(1_000_000));
        // Then
        assertThat(ServiceCommand.line(LocalService.INFERENCE, new ServicePorts(1, 2), here))
                .contains("-XX:AOTCache=" + cache)
                .noneMatch(option -> option.startsWith("-XX:SharedArchiveFile"))
                .contains(application.resolve("app/a.jar") + File.pathSeparator + application.resolve("app/b.jar"));
        // When
        Files.setLastModifiedTime(cache, FileTime.fromMillis(999_000));
        // Then
        assertThat(ServiceCommand.line(LocalService.INFERENCE, new ServicePorts(1, 2), here))
                .noneMatch(option -> option.startsWith("-XX:AOTCache"))
                .anyMatch(option -> option.startsWith("-XX:SharedArchiveFile"));
    }

    @Test
    void keepsTheHeapOfWhatServesSmallUntilItNeedsMore() {
        assertThat(ServiceCommand.line(LocalService.INFERENCE, new ServicePorts(1, 2), usual))
                .contains("-Xmx512m", "-Xmn64m", "-XX:SurvivorRatio=4", "-XX:TargetSurvivorRatio=90");
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
        assertThat(ServiceCommand.environment(LocalSetup.usual(Path.of("/checkout"), elsewhere), Map.of()))
                .containsEntry("RESFORGE_STORE", "s3://bucket");
    }

    @Test
    void letsTheConfigurationReplaceNothingInAPath() {
        LocalSetup odd = LocalSetup.usual(Path.of("/a,b$c"), new Home(Path.of("/x ${user.home}")));
        assertThat(ServiceCommand.line(LocalService.TRAINER, new ServicePorts(1, 2), odd))
                .contains("-Dresforge.home=/x \\${user.home}", "-Dresforge.store=/x \\${user.home}/store");
        assertThat(ServiceCommand.environment(odd, Map.of()))
                .containsEntry("RESFORGE_HOME", "/x ${user.home}")
                .hasEntrySatisfying("RESFORGE_WORKER_JAVA_OPTIONS", options -> assertThat(options)
                        .contains("-XX:SharedArchiveFile=/a\\,b\\$c/trainer-service/target"));
    }

    @Test
    void leavesTheCacheOfNativeLibrariesWhereTheUserWantsIt() {
        assertThat(ServiceCommand.environment(usual, Map.of("DJL_CACHE_DIR", "/mine")))
                .containsEntry("DJL_CACHE_DIR", "/mine");
    }

    @Test
    void obeysWhoWantsOtherVariables() {
        LocalSetup other = usual.withEnvironment(Map.of("RESFORGE_STORE", "s3://bucket"));
        assertThat(ServiceCommand.environment(other, Map.of())).containsEntry("RESFORGE_STORE", "s3://bucket");
    }
}
