package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.v1.RegistryServiceGrpc.RegistryServiceImplBase;
import io.resforge.v1.WatchChampionRequest;
import io.resforge.v1.WatchChampionResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChampionPushTest {

    private static final PollSchedule SCHEDULE =
            new PollSchedule(Duration.ofMillis(1), Duration.ofMillis(20), new Random(1));

    private final BlockingQueue<StreamObserver<WatchChampionResponse>> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> looks = new LinkedBlockingQueue<>();
    private Server registry;
    private ChampionPush push;

    @BeforeEach
    void start() throws IOException {
        registry = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new RegistryServiceImplBase() {
                    @Override
                    public void watchChampion(
                            WatchChampionRequest request, StreamObserver<WatchChampionResponse> client) {
                        streams.add(client);
                    }
                })
                .build()
                .start();
        push = new ChampionPush("localhost:" + registry.getPort(), SCHEDULE, looks::add);
    }

    @AfterEach
    void stop() {
        push.close();
        registry.shutdownNow();
    }

    @Test
    void hasTheWatchLookAtEachPromotion() throws Exception {
        // Given
        push.start(List.of("cifar10"));
        StreamObserver<WatchChampionResponse> stream = nextStream();
        // When
        stream.onNext(WatchChampionResponse.getDefaultInstance());
        stream.onNext(WatchChampionResponse.getDefaultInstance());
        // Then
        assertThat(nextLook()).isEqualTo("cifar10");
        assertThat(nextLook()).isEqualTo("cifar10");
    }

    @Test
    void followsAgainWhenAStreamEndsHoweverItDoes() throws Exception {
        // Given
        push.start(List.of("cifar10"));
        nextStream().onError(Status.UNAVAILABLE.asRuntimeException());
        nextStream().onCompleted();
        // When
        nextStream().onNext(WatchChampionResponse.getDefaultInstance());
        // Then
        assertThat(nextLook()).isEqualTo("cifar10");
    }

    @Test
    void followsEachModel() throws Exception {
        // When
        push.start(List.of("cifar10", "own"));
        nextStream().onNext(WatchChampionResponse.getDefaultInstance());
        nextStream().onNext(WatchChampionResponse.getDefaultInstance());
        // Then
        assertThat(List.of(nextLook(), nextLook())).containsExactlyInAnyOrder("cifar10", "own");
    }

    private StreamObserver<WatchChampionResponse> nextStream() throws InterruptedException {
        StreamObserver<WatchChampionResponse> stream = streams.poll(10, TimeUnit.SECONDS);
        assertThat(stream).as("a stream within 10 s").isNotNull();
        return stream;
    }

    private String nextLook() throws InterruptedException {
        return looks.poll(10, TimeUnit.SECONDS);
    }
}
