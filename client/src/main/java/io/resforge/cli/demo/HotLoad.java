package io.resforge.cli.demo;

import io.grpc.Status;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Pause;
import io.resforge.client.Inference;
import io.resforge.client.ResForgeException;
import io.resforge.v1.Model;
import io.resforge.v1.RefusedVersion;
import java.time.Duration;

/** Waits until the inference service serves a version. */
final class HotLoad {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MILLIS = 50;

    private final Inference inference;

    HotLoad(Inference inference) {
        this.inference = inference;
    }

    /**
     * Waits for a version.
     *
     * @return how long it took
     * @throws CommandFailed if the service refuses the version or takes too long
     */
    Duration await(String version) throws InterruptedException {
        long begin = System.nanoTime();
        while (!isLive(version)) {
            if (System.nanoTime() - begin > LONGEST.toNanos()) {
                throw CommandFailed.because(
                        "version " + version + " did not go live within " + LONGEST.toSeconds() + " s");
            }
            Pause.ofMillis(LOOK_EVERY_MILLIS);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private boolean isLive(String version) {
        Model model;
        try {
            model = inference.model("");
        } catch (ResForgeException failure) {
            if (failure.status() == Status.Code.UNAVAILABLE || failure.status() == Status.Code.NOT_FOUND) {
                return false; // no model yet
            }
            throw failure;
        }
        for (RefusedVersion refused : model.getRefusedList()) {
            if (refused.getVersion().equals(version)) {
                throw CommandFailed.because(
                        "the inference service refused version " + version + ": " + refused.getReason());
            }
        }
        return model.getLive().getVersion().equals(version);
    }
}
