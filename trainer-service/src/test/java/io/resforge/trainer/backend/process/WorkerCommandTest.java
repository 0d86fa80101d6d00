package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandTest {

    @TempDir
    private Path target;

    @Test
    void aWorkerRunsTheJarThatTheControlPlaneRuns() {
        Path jar = target.resolve("quarkus-app/quarkus-run.jar");
        assertThat(WorkerCommand.runnableJar(jar.toString())).contains(jar);
    }

    @Test
    void aWorkerRunsThePackagedJarWhereTheControlPlaneIsInDevelopmentMode() throws Exception {
        Path jar = Files.createDirectories(target.resolve("quarkus-app")).resolve("quarkus-run.jar");
        Files.createFile(jar);
        assertThat(WorkerCommand.runnableJar(
                        target.resolve("trainer-service-dev.jar").toString()))
                .contains(jar);
    }

    @Test
    void developmentModeSaysHowToPackageTheJarThatIsMissing() {
        assertThatThrownBy(() -> WorkerCommand.runnableJar(
                        target.resolve("trainer-service-dev.jar").toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("workers run " + target.resolve("quarkus-app/quarkus-run.jar")
                        + ", which is not there; package it once by"
                        + " './mvnw -pl trainer-service -am package -Dmaven.test.skip'");
    }

    @Test
    void aWorkerHasTheClassPathOfAControlPlaneThatRunsNoJar() {
        assertThat(WorkerCommand.runnableJar("target/classes:lib/some.jar")).isEmpty();
    }
}
