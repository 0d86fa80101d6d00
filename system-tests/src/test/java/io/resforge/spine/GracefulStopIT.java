package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.v1.Image;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that are asked to stop, as Kubernetes and Ctrl-C do. */
class GracefulStopIT {

    private static final int BUSY = 20;

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore();

    @AfterEach
    void noProcessCrashed() {
        assertThat(spine.logged().crashes()).isEmpty();
    }

    @Test
    void finishesTheCallsThatAreUnderWayWhenTheInferenceServiceStops() throws Exception {
        // Given
        ServiceProcess service = spine.startInference();
        Until.live(spine.client().inference(), "1");
        Probes probes = spine.add(new Probes(service));
        Iterator<HealthCheckResponse> health = probes.watchHealth();
        // The model may be live a moment before the health service tells so.
        Until.holds("the service is healthy", () -> health.next().getStatus() == ServingStatus.SERVING);
        OpenCall call = new OpenCall(probes.channel());
        call.ask(SampleImages.rawFrog());
        call.awaitAnswers(1);
        Image[] many = Collections.nCopies(32, SampleImages.encodedFrog()).toArray(Image[]::new);
        SteadyCallers callers = spine.add(SteadyCallers.start(service.address(), many));
        Until.holds("callers are answered", () -> callers.answersOf("1") >= BUSY);

        // When
        service.handle().destroy();

        // Then
        assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        Until.holds("late calls are refused", () -> callers.failures().size() >= BUSY);
        callers.close();
        // They were told to connect to another server, and there is none.
        assertThat(callers.failures())
                .allSatisfy(failure -> assertThat(failure.status()).isEqualTo(Status.Code.UNAVAILABLE));
        call.ask(SampleImages.rawFrog());
        call.awaitAnswers(2);
        call.end();
        assertThat(exit(service)).contains("exit code 143");
    }

    @Test
    void stopsTheControlPlaneAndTheWorkerAndGoesOnWithTheRunLater() throws Exception {
        // Given
        Path dataset = SampleImages.write(spine.home().resolve("sample"));
        ServiceProcess service = spine.startTrainer();
        Follow run = Follow.submitted(spine.client(), Recipes.endless(dataset));
        run.awaitTraining();
        List<ProcessHandle> workers = spine.workers();

        // When
        service.handle().destroy();
        assertThat(exit(service)).contains("exit code 143");

        // Then
        assertThat(workers).singleElement().matches(ProcessHandle::isAlive);
        Path end = spine.store().resolve("runs/" + run.id() + "/end.json");
        assertThat(end).doesNotExist();

        // When
        workers.get(0).destroy();
        workers.get(0).onExit().get(Until.LONGEST_SECONDS, TimeUnit.SECONDS);

        // Then
        assertThat(end).doesNotExist();
        assertThat(spine.logged().text()).contains("stopped; the run goes on from its last snapshot");

        // When
        spine.startTrainer();

        // Then
        Run again = Until.answered(
                () -> spine.client().runs().get(run.id()), it -> it.getMessage().contains("attempt 2"));
        assertThat(again.getMessage()).contains("attempt 2 of 4 after: the worker process", "is gone");
        Until.holds("it goes on", () -> spine.logged().text().contains("going on in epoch"));
        assertThat(spine.client().runs().cancel(run.id(), "").getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
    }

    @Test
    void stopsBothServicesOnCtrlC() throws Exception {
        // Given
        PackagedCli shell =
                spine.add(new PackagedCli(spine.environment(), spine.home().resolve("shell")));
        Process up = shell.start("up");
        Until.holds("both services are up", () -> {
            assertThat(up.isAlive()).isTrue();
            return shell.printed().contains("Ctrl-C stops both.");
        });
        List<ProcessHandle> services = up.descendants().toList();
        assertThat(services).hasSize(2);

        // When
        new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor();

        // Then
        assertThat(up.waitFor(Until.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isEqualTo(130);
        // One that has ended counts as alive until the system's first process has asked how.
        Until.holds("both services are gone", () -> services.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(shell.printed()).contains("Stopping both services", "Stopped.");
    }

    private static String exit(ServiceProcess service) throws Exception {
        return service.end().get(Until.LONGEST_SECONDS, TimeUnit.SECONDS).getMessage();
    }
}
