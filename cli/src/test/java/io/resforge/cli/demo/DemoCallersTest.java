package io.resforge.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.resforge.cli.demo.DemoCallers.CallCounts;
import io.resforge.cli.demo.DemoImages.DemoImage;
import io.resforge.client.Images;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoCallersTest {

    private static final List<DemoImage> PICTURES = List.of(
            new DemoImage("a", "frog", Images.encoded(new byte[] {1})),
            new DemoImage("b", "frog", Images.encoded(new byte[] {2})));

    private final FakeInference service = new FakeInference();
    private final FakeServer server = FakeServer.of(service);

    @AfterEach
    void close() {
        server.close();
    }

    private static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
            Thread.onSpinWait();
        }
    }

    @Test
    void countEachCallByTheVersionThatAnswered() {
        DemoCallers callers = DemoCallers.start(server.address(), PICTURES);
        CallCounts calls = callers.calls();
        await(() -> calls.byVersion().containsKey("1"));
        service.serve("2");
        await(() -> calls.byVersion().containsKey("2"));
        callers.close();
        assertThat(calls.failures()).isZero();
        assertThat(calls.made()).isEqualTo(service.classify.asked().size());
        assertThat(calls.byVersion().values().stream().mapToLong(n -> n).sum()).isEqualTo(calls.made());
    }

    @Test
    void askAboutAllPictures() {
        DemoCallers callers = DemoCallers.start(server.address(), PICTURES);
        await(() -> callers.calls().made() > 10);
        callers.close();
        assertThat(service.classify.asked())
                .extracting(request -> request.getImages(0).getEncoded().byteAt(0))
                .contains((byte) 1, (byte) 2);
    }

    @Test
    void countAFailureAndDoNotTryItAgain() {
        service.classify.failing(
                3, Status.UNAVAILABLE.withDescription("the lease is over").asRuntimeException());
        DemoCallers callers = DemoCallers.start(server.address(), PICTURES);
        await(() -> callers.calls().made() > 5);
        callers.close();
        assertThat(callers.calls().failures()).isEqualTo(3);
        assertThat(callers.calls().lastFailure()).contains("the lease is over");
        assertThat(callers.calls().made()).isEqualTo(service.classify.asked().size());
    }

    @Test
    void countVersionsInTheirOrder() {
        CallCounts calls = new CallCounts();
        List.of("10", "9", "9", "2").forEach(calls::answeredBy);
        assertThat(calls.byVersion()).containsExactly(Map.entry("2", 1L), Map.entry("9", 2L), Map.entry("10", 1L));
    }
}
