package io.resforge.spine;

import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.resforge.client.Inference;
import io.resforge.client.ResForgeException;
import io.resforge.v1.Model;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what no stream tells. A wait ends a test that hangs; it measures nothing, so that a busy machine passes too. */
final class Until {

    /** In seconds. */
    static final int LONGEST_SECONDS = 120;

    private static final Duration LONGEST = Duration.ofSeconds(LONGEST_SECONDS);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Until() {}

    /** Waits until a condition holds. */
    static void holds(String what, Callable<Boolean> condition) {
        await(what).atMost(LONGEST).pollInterval(LOOK_EVERY).until(condition);
    }

    /** The answer to a call, once the server is there. */
    static <T> T answered(Callable<T> call) {
        return answered(call, answer -> true);
    }

    /** The answer to a call, once it is as told. */
    static <T> T answered(Callable<T> call, Predicate<T> condition) {
        return await("an answer")
                .atMost(LONGEST)
                .pollInterval(LOOK_EVERY)
                .ignoreExceptionsMatching(Until::isUnavailable)
                .until(call, condition);
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof ResForgeException refused && refused.status() == Status.Code.UNAVAILABLE;
    }

    /** Waits until a version is live. */
    static Model live(Inference inference, String version) {
        return model(inference, "version " + version + " is live", model -> model.getLive()
                .getVersion()
                .equals(version));
    }

    /** Waits until the served model is as told; no model at all is not. */
    static Model model(Inference inference, String what, Predicate<Model> condition) {
        return await(what)
                .atMost(LONGEST)
                .pollInterval(LOOK_EVERY)
                .until(() -> served(inference), model -> model != null && condition.test(model));
    }

    private static Model served(Inference inference) {
        try {
            return inference.model("");
        } catch (ResForgeException failure) {
            if (isUnavailable(failure)) {
                return null; // none is live yet
            }
            throw failure;
        }
    }
}
