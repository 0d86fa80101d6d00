package io.resforge.client.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallPolicyTest {

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesADeadlineThatIsNotAboveZero(long seconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallPolicy.DEFAULT.withDeadline(Duration.ofSeconds(seconds)))
                .withMessageStartingWith("a deadline must be above zero");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void refusesAttemptsOutOfRange(int attempts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallPolicy.DEFAULT.withAttempts(attempts))
                .withMessage("attempts must be within 1 to 5, was " + attempts);
    }

    @Test
    void refusesANegativeWatchTimeout() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallPolicy.DEFAULT.withWatchTimeout(Duration.ofSeconds(-1)))
                .withMessageStartingWith("watchTimeout cannot be negative");
    }

    @Test
    void changesOneThingAtATime() {
        CallPolicy changed = CallPolicy.DEFAULT
                .withDeadline(Duration.ofSeconds(1))
                .withAttempts(2)
                .withWatchTimeout(Duration.ofSeconds(3));
        assertThat(changed).isEqualTo(new CallPolicy(Duration.ofSeconds(1), 2, Duration.ofSeconds(3)));
    }
}
