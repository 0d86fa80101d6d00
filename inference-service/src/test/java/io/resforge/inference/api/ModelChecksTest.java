package io.resforge.inference.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.api.ModelReadiness.ModelStartup;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** What the kubelet is told of a server of two models. */
class ModelChecksTest {

    private final ServedModels models = new ServedModels(List.of(served("cifar10"), served("digits")));
    private final ModelStartup startup = new ModelStartup(models);
    private final ModelReadiness readiness = new ModelReadiness(models, true);

    @Test
    void isNeitherStartedNorReadyBeforeTheFirstLook() {
        assertThat(startup.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void isStartedAndNotReadyWithoutAnyModel() {
        // When: nothing is promoted of one, and the store goes away before the other
        tell("cifar10", new ReloadEvent.NothingPromoted());
        tell("cifar10", new ReloadEvent.FirstLookEnded());
        tell("digits", new ReloadEvent.StoreLost("the store is gone"));
        tell("digits", new ReloadEvent.FirstLookEnded());
        // Then
        assertThat(startup.call().getStatus()).isEqualTo(Status.UP);
        HealthCheckResponse ready = readiness.call();
        assertThat(ready.getStatus()).isEqualTo(Status.DOWN);
        assertThat(ready.getData().orElseThrow())
                .containsEntry("cifar10", "no version of cifar10 is live: none has been promoted yet")
                .containsEntry("digits", "no version of digits is live: the store is gone");
    }

    @Test
    void namesNoModelWhereCallersNeedAnIdentity() {
        ModelReadiness discreet = new ModelReadiness(models, false);
        tell("cifar10", new ReloadEvent.StoreLost("the store is gone"));
        assertThat(discreet.call().getData()).isEmpty();
        assertThat(discreet.call().getStatus()).isEqualTo(readiness.call().getStatus());
    }

    @Test
    void isReadyWithAGoodModelBesideARefusedOne() {
        // When
        live("cifar10");
        tell(
                "digits",
                new ReloadEvent.VersionRefused(new RejectedVersion("3", 1, RefusalReason.CHECKSUM, "is damaged")));
        // Then: it may still fall back to an earlier version
        assertThat(startup.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        tell("digits", new ReloadEvent.FirstLookEnded());
        assertThat(startup.call().getStatus()).isEqualTo(Status.UP);
        HealthCheckResponse ready = readiness.call();
        assertThat(ready.getStatus()).isEqualTo(Status.UP);
        assertThat(ready.getData().orElseThrow())
                .containsEntry("cifar10", "version 1")
                .containsEntry("digits", "no version of digits is live: version 3 was refused: is damaged");
    }

    @Test
    void isReadyAsSoonAsAllAreLiveAndNoMoreWhenItGoesDown() {
        // When
        live("cifar10");
        live("digits");
        // Then
        assertThat(startup.call().getStatus()).isEqualTo(Status.UP);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        readiness.stop();
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(startup.call().getStatus()).isEqualTo(Status.UP);
    }

    private void tell(String model, ReloadEvent event) {
        models.on(model, event);
    }

    private void live(String model) {
        TestSlots.fill(models.model(model).slot(), FakeModels.live(1), new FakeEngine(1));
    }

    private static ServedModel served(String name) {
        return new ServedModel(name, new ModelSlot(), new CanaryWatch());
    }
}
