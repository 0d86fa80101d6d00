package io.resforge.inference.app;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.v1.RegistryServiceGrpc;
import io.resforge.v1.WatchChampionRequest;
import io.resforge.v1.WatchChampionResponse;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Is told of promotions by the control plane's {@code WatchChampion}, so that a new champion need not wait for the next poll. It only
 * makes the watch look: what counts is what the store says. While the control plane cannot be reached, polling alone finds promotions.
 */
public final class ChampionPush implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final String target;
    private final ManagedChannel channel;
    private final PollSchedule schedule;
    private final Consumer<String> look;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("resforge-push").daemon().factory());

    /**
     * Connects when it is started.
     *
     * @param target the control plane, such as {@code trainer:9001}
     * @param schedule when to try again after failures
     * @param look is told the model that was promoted
     */
    public ChampionPush(String target, PollSchedule schedule, Consumer<String> look) {
        this.target = target;
        this.channel = ManagedChannelBuilder.forTarget(target)
                .usePlaintext()
                .keepAliveTime(1, TimeUnit.MINUTES)
                .build();
        this.schedule = schedule;
        this.look = look;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Follows the promotions of these models. */
    public void start(List<String> models) {
        models.forEach(model -> follow(model, new AtomicInteger()));
    }

    private void follow(String model, AtomicInteger failures) {
        WatchChampionRequest request =
                WatchChampionRequest.newBuilder().setModel(model).build();
        StreamObserver<WatchChampionResponse> promotions = new StreamObserver<>() {
            @Override
            public void onNext(WatchChampionResponse promotion) {
                failures.set(0);
                look.accept(model);
            }

            @Override
            public void onError(Throwable failure) {
                if (failures.getAndIncrement() == 0 && !thread.isShutdown()) {
                    LOG.log(
                            Level.INFO,
                            "promotions of " + model + " are not pushed from " + target
                                    + " at the moment, they are polled: " + failure.getMessage());
                }
                again(model, failures);
            }

            @Override
            public void onCompleted() {
                failures.incrementAndGet();
                again(model, failures);
            }
        };
        try {
            // Of no call's context: the stream outlives whatever started it.
            Context.ROOT.run(() -> RegistryServiceGrpc.newStub(channel).watchChampion(request, promotions));
        } catch (RuntimeException | Error e) { // such as of no room for one more thread
            promotions.onError(e);
        }
    }

    private void again(String model, AtomicInteger failures) {
        try {
            long nanos = schedule.next(failures.get()).toNanos();
            thread.schedule(() -> follow(model, failures), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The server goes down: nothing is followed any more.
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        channel.shutdownNow();
    }
}
