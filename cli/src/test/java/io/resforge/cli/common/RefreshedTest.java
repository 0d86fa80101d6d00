package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefreshedTest {

    private static final Duration SOON = Duration.ofMillis(5);

    @Test
    @SuppressWarnings("try") // closed by what it tells
    void keepsTheLastAnswerWhileThereIsTroubleAndTellsItOnce() {
        AtomicInteger asked = new AtomicInteger();
        List<String> told = new ArrayList<>();
        try (Refreshed<String> refreshed = new Refreshed<>(
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        return "an answer";
                    }
                    throw new IllegalStateException("no server is there");
                },
                SOON)) {
            refreshed.follow(told::add, trouble -> {
                told.add(trouble);
                refreshed.close();
            });
            assertThat(refreshed.value()).isEqualTo("an answer");
            assertThat(refreshed.trouble()).contains("no server is there");
        }
        assertThat(told).containsExactly("an answer", "no server is there");
    }

    @Test
    void failsIfThereIsNoAnswerToBeginWith() {
        assertThatThrownBy(() -> new Refreshed<String>(
                        () -> {
                            throw new IllegalStateException("no server is there");
                        },
                        SOON))
                .hasMessage("no server is there");
    }
}
