package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Decoders.ImageTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** Whose images are decoded next, and which calls are let in: decoders that take known times, and a clock that the test moves. */
class DecodeQueueTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int DECODERS = 2;
    private static final int PIECE = 8;

    private final DecodeQueue queue = new DecodeQueue(DECODERS, PIECE);
    private final PriorityQueue<Busy> busy = new PriorityQueue<>(Comparator.comparingLong(Busy::end));
    private final Map<String, Long> spent = new HashMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private long now;

    @Test
    void givesClientsTheSameTimeWhateverTheirImagesTake() {
        // Given one whose images take a second, and one whose images take two milliseconds; each sends its next when it
        // has an answer
        keepSending("large", 4, SECOND, 100 * SECOND);
        keepSending("small", 40, 2 * MILLI, 100 * SECOND);
        // When
        run(100 * SECOND);
        // Then
        assertThat((double) spent.get("small") / spent.get("large")).isBetween(.9, 1.2);
    }

    @Test
    void decodesTheImageOfAnotherClientSoonThoughOneHasThousandsWaiting() {
        // Given
        for (int i = 0; i < 5000; i++) {
            add("greedy", 10 * MILLI);
        }
        run(SECOND);
        // When
        add("modest", 10 * MILLI);
        // Then no more than a few of the other's go before it
        run(now + (PIECE + 2 * DECODERS) * 10 * MILLI / DECODERS);
        assertThat(spent).containsEntry("modest", 10 * MILLI);
    }

    @Test
    void aClientPaysForALargeImageAfterwards() {
        // Given one whose image took five seconds, and one that is new
        add("large", 5 * SECOND);
        add("busy", 10 * SECOND);
        run(5 * SECOND);
        add("large", 5 * SECOND);
        for (int i = 0; i < 100; i++) {
            add("small", 10 * MILLI);
        }
        // When
        run(7 * SECOND);
        // Then all of the new one's went first
        assertThat(spent).containsEntry("small", SECOND).containsEntry("large", 5 * SECOND);
    }

    @Test
    void saysHowLongImagesTakeSoThatThoseLetInAreInTime() {
        // Given it has seen what images take
        long each = 10 * MILLI;
        for (int i = 0; i < 500; i++) {
            add("an early one", each);
        }
        run(5 * SECOND);
        latencies.clear();
        // When three times as many calls come as can be decoded, each of which waits 200 ms at most
        long timeout = 200 * MILLI;
        int refused = 0;
        long offered = 5 * SECOND * DECODERS * 3 / each;
        for (long i = 0; i < offered; i++) {
            run(5 * SECOND + i * 5 * SECOND / offered);
            String client = "client " + i % 64;
            boolean inTime = queue.timeFor(client, 1).toNanos() * ImageQueue.HEADROOM <= timeout;
            refused += inTime ? 0 : 1;
            if (inTime) {
                add(client, each);
            }
        }
        run(11 * SECOND);
        // Then
        assertThat(latencies.stream().filter(latency -> latency < timeout))
                .hasSizeGreaterThan((int) (.9 * offered / 3))
                .hasSizeGreaterThan((int) (.95 * latencies.size()));
        assertThat(Collections.max(latencies)).isLessThan(2 * timeout);
        assertThat(refused + latencies.size()).isEqualTo((int) offered);
    }

    @Test
    void lettingInASmallImageDoesNotDependOnHowManyAnotherClientHas() {
        // Given
        for (int i = 0; i < 500; i++) {
            add("greedy", 10 * MILLI);
        }
        run(SECOND);
        // Then
        assertThat(queue.timeFor("modest", 1)).isLessThan(Duration.ofMillis(30));
        assertThat(queue.timeFor("greedy", 1)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void takesBackWhatNobodyWaitsFor() {
        // Given
        Image first = add("a client", MILLI);
        Image second = new Image("a client", 2 * MILLI, now, 0);
        queue.add("a client", List.of(second));
        // Then
        assertThat(queue.remove("a client", List.of(second))).containsExactly(second);
        assertThat(queue.remove("a client", List.of(second))).isEmpty();
        assertThat(queue.images()).isEqualTo(1);
        assertThat(queue.close()).containsExactly(first);
        assertThat(queue.images()).isZero();
        assertThatThrownBy(() -> queue.add("a client", List.of(first))).isInstanceOf(ServerStopping.class);
    }

    @Test
    void forgetsClientsThatHaveNothingWaiting() {
        // Given one that is always there, and a hundred thousand that come once
        keepSending("steady", 1, MILLI, 1000 * SECOND);
        for (int i = 0; i < 100_000; i++) {
            add("client " + i, MILLI);
            run(now + 2 * MILLI);
        }
        // Then
        assertThat(queue.known()).isLessThan(2000);
    }

    /** An image that takes a known time. */
    private record Image(String client, long nanos, long arrival, long until) implements ImageTask {

        @Override
        public void decode() {}

        @Override
        public void refuse(RuntimeException reason) {}
    }

    private record Busy(DecodeQueue.Turn turn, long end) {}

    private Image add(String client, long nanos) {
        Image image = new Image(client, nanos, now, 0);
        queue.add(client, List.of(image));
        return image;
    }

    private void keepSending(String client, int atATime, long nanos, long until) {
        for (int i = 0; i < atATime; i++) {
            queue.add(client, List.of(new Image(client, nanos, now, until)));
        }
    }

    private void run(long until) {
        while (true) {
            fill();
            if (busy.isEmpty() || busy.peek().end() > until) {
                break;
            }
            finish(busy.remove());
        }
        now = until;
    }

    private void fill() {
        while (busy.size() < DECODERS) {
            var turn = queue.poll();
            if (turn.isEmpty()) {
                return;
            }
            busy.add(new Busy(turn.get(), now + ((Image) turn.get().task()).nanos()));
        }
    }

    private void finish(Busy decoder) {
        now = decoder.end();
        Image image = (Image) decoder.turn().task();
        queue.done(decoder.turn(), image.nanos());
        spent.merge(image.client(), image.nanos(), Long::sum);
        latencies.add(now - image.arrival());
        if (now < image.until()) {
            queue.add(image.client(), List.of(new Image(image.client(), image.nanos(), now, image.until())));
        }
    }
}
