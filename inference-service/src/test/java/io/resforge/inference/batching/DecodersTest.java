package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.batching.Decoders.ImageTask;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DecodersTest {

    @Test
    void losesNoThreadWhateverIsThrownAndWhoeverInterruptsIt() throws InterruptedException {
        // Given: one thread for small images, one for large ones
        CountDownLatch decoded = new CountDownLatch(2);
        Caller caller = Caller.of("a client", Caller.LONGEST_TIMEOUT);
        try (Decoders decoders = Decoders.start(1, new RequestBudget(1_000, 1_000).pixels())) {
            for (Error error : List.of(new StackOverflowError(), new UnsatisfiedLinkError("native"))) {
                Task broken = new Task(() -> {
                    Thread.currentThread().interrupt();
                    throw error;
                });
                decoders.submit(caller, List.of(broken), List.of(broken));
            }
            // When
            Task good = new Task(decoded::countDown);
            decoders.submit(caller, List.of(good), List.of(good));
            // Then
            assertThat(decoded.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private record Task(Runnable what) implements ImageTask {

        @Override
        public void decode() {
            what.run();
        }

        @Override
        public void refuse(RuntimeException reason) {
            throw new AssertionError("it has its turn", reason);
        }
    }
}
