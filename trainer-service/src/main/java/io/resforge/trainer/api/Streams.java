package io.resforge.trainer.api;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** The streams that are open, so that a server that stops does not wait for clients that would watch forever. */
@Singleton
public final class Streams {

    private final Set<Stream<?>> open = ConcurrentHashMap.newKeySet();
    private final StreamConfig config;

    Streams(StreamConfig config) {
        this.config = config;
    }

    <T> void open(StreamObserver<T> client, Stream.Source<T> source) {
        open.removeIf(Stream::isOver);
        open.add(Stream.open(client, config.interval(), source));
    }

    void stop(@Observes ShutdownEvent event) {
        open.forEach(Stream::stop);
    }

    /**
     * Tells one client of changes in the store by looking at it again and again, so that any replica of the control plane can do it. A
     * client that reads slowly is not sent more than it takes: it gets the newest state once it is ready.
     */
    static final class Stream<T> {

        private final ServerCallStreamObserver<T> client;
        private final Duration interval;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean stopped;

        private Stream(ServerCallStreamObserver<T> client, Duration interval) {
            this.client = client;
            this.interval = interval;
        }

        /** Begins a stream, which goes on after this call. */
        static <T> Stream<T> open(StreamObserver<T> client, Duration interval, Source<T> source) {
            Stream<T> stream = new Stream<>((ServerCallStreamObserver<T>) client, interval);
            stream.client.setOnCancelHandler(stream.over::countDown);
            Thread.ofVirtual().name("stream").start(Context.current().wrap(() -> stream.run(source)));
            return stream;
        }

        /** Ends the stream, since the server stops; the client may turn to another replica. */
        void stop() {
            stopped = true;
            over.countDown();
        }

        boolean isOver() {
            return over.getCount() == 0;
        }

        private void run(Source<T> source) {
            try {
                do {
                    if (client.isReady() && sendAll(source)) {
                        client.onCompleted();
                        return;
                    }
                } while (!over.await(interval.toNanos(), NANOSECONDS));
                if (stopped && !client.isCancelled()) {
                    client.onError(Status.UNAVAILABLE
                            .withDescription("the server stops")
                            .asRuntimeException());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException failure) {
                fail(failure);
            } finally {
                over.countDown();
                source.close();
            }
        }

        /** Sends what there is, as far as the client takes it, and says whether that was all. */
        private boolean sendAll(Source<T> source) {
            Look<T> look;
            do {
                look = source.look();
                look.news().forEach(client::onNext);
            } while (look.more() && client.isReady() && !isOver());
            return look.last();
        }

        private void fail(RuntimeException failure) {
            if (!client.isCancelled()) {
                client.onError(Statuses.of(failure));
            }
        }

        /** What a stream looks at. */
        @FunctionalInterface
        interface Source<T> {

            /** Looks once; only one thread does. */
            Look<T> look();

            /** Called by that thread when the stream is over. */
            default void close() {}
        }

        /** What one look found. */
        record Look<T>(List<T> news, boolean last, boolean more) {

            Look(List<T> news, boolean last) {
                this(news, last, false);
            }
        }
    }

    /**
     * How streams are served.
     *
     * @param interval between two looks at the store for one watching client
     */
    public record StreamConfig(Duration interval) {}
}
