package io.resforge.trainer.api;

import io.grpc.stub.StreamObserver;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open, so that a server that stops does not wait for clients that would watch forever. */
@Singleton
final class Streams {

    private final Set<Stream<?>> open = ConcurrentHashMap.newKeySet();

    <T> void open(StreamObserver<T> client, Duration interval, Stream.Source<T> source) {
        open.removeIf(Stream::isOver);
        open.add(Stream.open(client, interval, source));
    }

    void stop(@Observes ShutdownEvent event) {
        open.forEach(Stream::stop);
    }
}
