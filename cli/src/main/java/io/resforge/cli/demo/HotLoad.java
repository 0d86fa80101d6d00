package io.resforge.cli.demo;

import io.grpc.Status;
import io.resforge.cli.common.CommandFailed;
import io.resforge.client.Inference;
import io.resforge.client.ResForgeException;
import io.resforge.v1.Model;
import io.resforge.v1.RefusedVersion;
import java.time.Duration;

/** Waits until the inference service serves a version. */
final class HotLoad {

    private static final long LOOK_EVERY_MILLIS = 50;

    private final Inference inference;
    private final Duration longest;

    /**
     * @param longest that a version may take to go live
     */
    HotLoad(Inference inference, Duration longest) {
        this.inference = inference;
        this.longest = longest;
    }

    /**
     * Waits for a version.
     *
     * @return how long it took
     * @throws CommandFailed if the service refuses the version or takes too long
     */
    Duration await(String version) throws InterruptedException {
        long begin = System.nanoTime();
        for (String live = live(version); !live.equals(version); live = live(version)) {
            if (System.nanoTime() - begin > longest.toNanos()) {
                throw CommandFailed.because("version " + version + " did not go live within " + longest.toMillis() / 1e3
                        + " s; " + (live.isEmpty() ? "none" : "version " + live) + " is live");
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** The version that is live, empty for none; fails if the awaited one was refused. */
    private String live(String awaited) {
        Model model;
        try {
            model = inference.model("");
        } catch (ResForgeException failure) {
            if (failure.status() == Status.Code.UNAVAILABLE || failure.status() == Status.Code.NOT_FOUND) {
                return ""; // no model yet
            }
            throw failure;
        }
        for (RefusedVersion refused : model.getRefusedList()) {
            if (refused.getVersion().equals(awaited)) {
                throw CommandFailed.because(
                        "the inference service refused version " + awaited + ": " + refused.getReason());
            }
        }
        return model.getLive().getVersion();
    }
}
