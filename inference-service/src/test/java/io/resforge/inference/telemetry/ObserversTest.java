package io.resforge.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.Observers;
import io.resforge.inference.testing.FakeModels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserversTest {

    private final List<String> told = new ArrayList<>();

    @Test
    void failsNoCallWhenAnObserverFailsAndCountsIt() {
        // Given
        ServingObserver broken = new ServingObserver() {
            @Override
            public void computed(LiveModel model, String engine, int images, long nanos) {
                throw new ArrayIndexOutOfBoundsException(2);
            }

            @Override
            public void rejected(String reason) {
                throw new StackOverflowError();
            }
        };
        ServingObserver observer = Observers.of(List.of(broken, listener()));
        long before = ObserverFailures.count();
        // When
        observer.computed(FakeModels.live(1), "onnx", 1, 1);
        observer.rejected("invalid");
        Observers.of(List.of(broken)).computed(FakeModels.live(1), "onnx", 1, 1);
        // Then
        assertThat(told).containsExactly("computed", "rejected");
        assertThat(ObserverFailures.count() - before).isGreaterThanOrEqualTo(3);
    }

    private ServingObserver listener() {
        return new ServingObserver() {
            @Override
            public void computed(LiveModel model, String engine, int images, long nanos) {
                told.add("computed");
            }

            @Override
            public void rejected(String reason) {
                told.add("rejected");
            }
        };
    }
}
