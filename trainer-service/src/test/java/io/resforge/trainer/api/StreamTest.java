package io.resforge.trainer.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.api.Streams.Stream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static final Duration SOON = Duration.ofMillis(1);

    private final Client client = new Client();

    @Test
    void sendsWhatIsNewUntilTheEnd() throws Exception {
        AtomicInteger looks = new AtomicInteger();

        Stream.open(client, SOON, () -> {
            int look = looks.incrementAndGet();
            return new Stream.Look<>(look % 2 == 0 ? List.of() : List.of("look " + look), look == 3);
        });

        assertThat(client.end()).isEqualTo(Status.OK);
        assertThat(client.answers).containsExactly("look 1", "look 3");
    }

    @Test
    void doesNotLookForAClientThatIsNotReady() throws Exception {
        // Given
        client.ready = false;
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(3);
        client.askedWhetherReady = asked::countDown;
        // When
        Stream.open(client, SOON, () -> new Stream.Look<>(List.of("look " + looks.incrementAndGet()), true));
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(looks).hasValue(0);
        client.ready = true;
        // Then
        assertThat(client.end()).isEqualTo(Status.OK);
        assertThat(client.answers).containsExactly("look 1");
    }

    @Test
    void endsWhenTheClientGoes() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        Stream<String> stream = Stream.open(client, Duration.ofHours(1), () -> {
            looked.countDown();
            return new Stream.Look<>(List.of(), false);
        });
        assertThat(looked.await(30, TimeUnit.SECONDS)).isTrue();

        client.cancel();

        assertThat(stream.isOver()).isTrue();
        assertThat(client.ended).isNotDone();
    }

    @Test
    void tellsTheClientThatTheServerStops() throws Exception {
        Stream<String> stream = Stream.open(client, Duration.ofHours(1), () -> new Stream.Look<>(List.of(), false));

        stream.stop();

        assertThat(client.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void tellsWhyItFailed() throws Exception {
        Stream.open(client, SOON, () -> {
            throw new StoreFailure("could not list runs");
        });

        Status status = client.end();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).isEqualTo("could not list runs");
    }

    /** A client as a service sees it. */
    private static final class Client extends ServerCallStreamObserver<String> {

        final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        final CompletableFuture<Status> ended = new CompletableFuture<>();
        volatile boolean ready = true;
        volatile boolean cancelled;
        volatile Runnable askedWhetherReady = () -> {};
        volatile Runnable onCancel = () -> {};

        Status end() throws Exception {
            return ended.get(30, TimeUnit.SECONDS);
        }

        void cancel() {
            cancelled = true;
            onCancel.run();
        }

        @Override
        public boolean isReady() {
            askedWhetherReady.run();
            return ready;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void onNext(String answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            ended.complete(Status.OK);
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}
    }
}
