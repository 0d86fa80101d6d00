package io.resforge.trainer.worker;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** How a worker insists when the store fails it: hours of training are not thrown away for a store that is back in minutes. */
final class StoreRetries {

    private StoreRetries() {}

    /** Runs what is given until the store does not fail, with growing pauses. */
    static FailsafeExecutor<Object> lasting(Duration timeout, WorkerLog log) {
        return lasting(timeout, log, trouble -> {});
    }

    /** The same, telling also others what failed, each time that it did. */
    static FailsafeExecutor<Object> lasting(Duration timeout, WorkerLog log, Consumer<String> failed) {
        return Failsafe.with(RetryPolicy.builder()
                .handle(StoreFailure.class)
                .withBackoff(500, 30_000, ChronoUnit.MILLIS)
                .withJitter(0.2)
                .withMaxRetries(-1)
                .withMaxDuration(timeout)
                .onRetryScheduled(retry -> {
                    String failure = retry.getLastException().getMessage();
                    log.say(
                            "warning: %s; trying again in %.1f s",
                            failure, retry.getDelay().toMillis() / 1e3);
                    failed.accept(failure);
                })
                .build());
    }
}
