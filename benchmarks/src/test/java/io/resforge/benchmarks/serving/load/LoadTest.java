package io.resforge.benchmarks.serving.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final Duration WHILE = Duration.ofMillis(200);

    @Test
    void callersOfAClosedLoopHaveOneCallEachUnderWay() {
        AtomicInteger underWay = new AtomicInteger();
        ConcurrentSkipListSet<Integer> seen = new ConcurrentSkipListSet<>();
        try (RawServer server = new RawServer((request, client) -> {
            seen.add(underWay.incrementAndGet());
            underWay.decrementAndGet();
            answer(request, client);
        })) {
            // When
            Measurement measured;
            try (ClosedLoop load = ClosedLoop.start(server.connections(), server.requests(), 3)) {
                measured = load.measure(WHILE);
            }
            // Then
            assertThat(measured.count(Code.OK)).isPositive().isEqualTo(measured.ended());
            assertThat(measured.accepted().getTotalCount()).isEqualTo(measured.ended());
            assertThat(seen.last()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void countsEveryCallOnceOverAllLaps() {
        AtomicInteger called = new AtomicInteger();
        try (RawServer server = new RawServer((request, client) -> {
            called.incrementAndGet();
            answer(request, client);
        })) {
            // When
            ClosedLoop load = ClosedLoop.start(server.connections(), server.requests(), 2);
            load.pause(WHILE);
            Measurement first = load.lap();
            load.pause(WHILE);
            load.close();
            Measurement all = first.plus(load.lap());
            // Then
            assertThat(all.ended()).isEqualTo(called.get());
        }
    }

    @Test
    void tellsWhatAServerRefused() {
        try (RawServer server =
                new RawServer((request, client) -> client.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException()))) {
            // When
            Measurement measured;
            try (ClosedLoop load = ClosedLoop.start(server.connections(), server.requests(), 1)) {
                measured = load.measure(WHILE);
            }
            // Then
            assertThat(measured.statuses()).containsOnlyKeys(Code.RESOURCE_EXHAUSTED);
            assertThat(measured.goodput()).isZero();
        }
    }

    @Test
    void callsOfAnOpenLoopGoOutWhetherOrNotTheyAreAnswered() {
        CountDownLatch eightCame = new CountDownLatch(8);
        try (RawServer server = new RawServer((request, client) -> eightCame.countDown())) {
            Duration deadline = Duration.ofMillis(50);
            OpenLoop load = OpenLoop.start(server.connections(), server.requests(), 1000, deadline);
            // When
            while (eightCame.getCount() > 0) {
                load.pause(Duration.ofMillis(1));
            }
            load.close();
            // Then
            Measurement all = load.lap();
            assertThat(all.statuses()).containsOnlyKeys(Code.DEADLINE_EXCEEDED);
            assertThat(all.ended()).isEqualTo(all.sent());
        }
    }

    @Test
    void countsAnOpenLoopsTimeFromTheIntendedMoment() {
        Queue<StreamObserver<byte[]>> kept = new ConcurrentLinkedQueue<>();
        try (RawServer server = new RawServer((request, client) -> kept.add(client))) {
            OpenLoop load = OpenLoop.start(server.connections(), server.requests(), 100, Duration.ofSeconds(30));
            while (kept.size() < 3) {
                load.pause(Duration.ofMillis(1));
            }
            // When
            load.pause(Duration.ofMillis(100));
            List.copyOf(kept).forEach(client -> answer(new byte[1], client));
            Measurement measured = load.lap();
            while (measured.ended() == 0) {
                load.pause(Duration.ofMillis(1));
                measured = load.lap();
            }
            // Then
            assertThat(measured.percentile(100)).isGreaterThan(100);
        }
    }

    @Test
    void breaksOffACallWhoseCallerGoes() {
        try (RawServer server = new RawServer((request, client) -> {})) {
            // When
            Measurement measured;
            List<Request> going = List.of(server.requests().getFirst().cancelledSoon());
            try (ClosedLoop load = ClosedLoop.start(server.connections(), going, 1)) {
                measured = load.measure(WHILE);
            }
            // Then
            assertThat(measured.statuses()).containsOnlyKeys(Code.CANCELLED);
        }
    }

    private static void answer(byte[] request, StreamObserver<byte[]> client) {
        client.onNext(request);
        client.onCompleted();
    }
}
