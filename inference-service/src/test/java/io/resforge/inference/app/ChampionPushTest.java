package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.StreamObserver;
import io.resforge.client.channel.BearerToken;
import io.resforge.client.channel.TlsSettings;
import io.resforge.inference.app.Watches.ChampionPush;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.testing.TestCa;
import io.resforge.v1.RegistryServiceGrpc.RegistryServiceImplBase;
import io.resforge.v1.WatchChampionRequest;
import io.resforge.v1.WatchChampionResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChampionPushTest {

    private static final PollSchedule SCHEDULE =
            new PollSchedule(Duration.ofMillis(1), Duration.ofMillis(20), new Random(1));

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final BlockingQueue<StreamObserver<WatchChampionResponse>> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> looks = new LinkedBlockingQueue<>();
    private Server registry;
    private ChampionPush push;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        registry = listen(InsecureServerCredentials.create());
        push = new ChampionPush(
                "localhost:" + registry.getPort(), TlsSettings.NONE, Optional.empty(), SCHEDULE, looks::add);
    }

    private Server listen(ServerCredentials credentials) throws IOException {
        return Grpc.newServerBuilderForPort(0, credentials)
                .addService(new Streams())
                .build()
                .start();
    }

    private final class Streams extends RegistryServiceImplBase {

        @Override
        public void watchChampion(WatchChampionRequest request, StreamObserver<WatchChampionResponse> client) {
            streams.add(client);
        }
    }

    @AfterEach
    void stop() {
        push.close();
        registry.shutdownNow();
    }

    @Test
    void followsAControlPlaneThatSpeaksTlsAndAsksForACertificate() throws Exception {
        // Given
        TestCa ca = new TestCa("both sides'");
        ca.writeTo(folder.resolve("ca.crt"));
        ca.issue("trainer", "localhost").writeTo(folder, "trainer");
        ca.issue("inference").writeTo(folder, "inference");
        Server secured = listen(TlsServerCredentials.newBuilder()
                .keyManager(
                        folder.resolve("trainer.crt").toFile(),
                        folder.resolve("trainer.key").toFile())
                .trustManager(folder.resolve("ca.crt").toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build());
        TlsSettings tls = TlsSettings.NONE
                .withCa(folder.resolve("ca.crt"))
                .withCertificate(folder.resolve("inference.crt"), folder.resolve("inference.key"));
        try (ChampionPush overTls = new ChampionPush(
                "grpcs://localhost:" + secured.getPort(), tls, Optional.empty(), SCHEDULE, looks::add)) {
            // When
            overTls.start(List.of("cifar10"));
            nextStream().onNext(WatchChampionResponse.getDefaultInstance());
            // Then
            assertThat(nextLook()).isEqualTo("cifar10");
        } finally {
            secured.shutdownNow();
        }
    }

    @Test
    void followsAControlPlaneThatAsksForAToken() throws Exception {
        // Given
        Path token = Files.writeString(folder.resolve("token"), "observers-token\n");
        Server guarded = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                        if (!"Bearer observers-token".equals(headers.get(AUTHORIZATION))) {
                            call.close(Status.UNAUTHENTICATED, new Metadata());
                            return new ServerCall.Listener<>() {};
                        }
                        return next.startCall(call, headers);
                    }
                })
                .addService(new Streams())
                .build()
                .start();
        try (ChampionPush withToken = new ChampionPush(
                "localhost:" + guarded.getPort(),
                TlsSettings.NONE,
                Optional.of(BearerToken.ofFile(token)),
                SCHEDULE,
                looks::add)) {
            // When
            withToken.start(List.of("cifar10"));
            nextStream().onNext(WatchChampionResponse.getDefaultInstance());
            // Then
            assertThat(nextLook()).isEqualTo("cifar10");
        } finally {
            guarded.shutdownNow();
        }
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
        StreamObserver<WatchChampionResponse> stream = streams.poll(60, TimeUnit.SECONDS);
        assertThat(stream).as("a stream within 10 s").isNotNull();
        return stream;
    }

    private String nextLook() throws InterruptedException {
        return looks.poll(60, TimeUnit.SECONDS);
    }
}
