package io.resforge.inference.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.api.http.MetricsPage.SharedPage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A page that many ask for. Here nothing is made before the test says so. */
class SharedPageTest {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private record Planned(Duration delay, Runnable task) {}

    private final Queue<Planned> planned = new ArrayDeque<>();
    private long now = 1;
    private int made;
    private boolean broken;
    private boolean over;
    private Runnable meanwhile = () -> {};
    private final SharedPage<Integer> page = new SharedPage<>(this::make, PAUSE, this::plan, () -> now);

    private int make() {
        if (broken) {
            throw new IllegalStateException("no page");
        }
        meanwhile.run();
        return ++made;
    }

    private void plan(Duration delay, Runnable task) {
        if (over) {
            throw new RejectedExecutionException("no threads");
        }
        planned.add(new Planned(delay, task));
    }

    private Duration next() {
        Planned first = planned.remove();
        now += first.delay().toNanos();
        first.task().run();
        return first.delay();
    }

    @Test
    void makesOneForAllWhoAskBeforeItIsBegun() {
        CompletableFuture<Integer> first = page.ask();
        CompletableFuture<Integer> second = page.ask();
        assertThat(planned).hasSize(1);
        assertThat(next()).isZero();
        assertThat(first.join()).isEqualTo(second.join()).isEqualTo(1);
        assertThat(planned).isEmpty();
    }

    @Test
    void makesANewOneForWhoAsksLaterAndWaitsUntilThePauseIsOver() {
        page.ask();
        next();
        now += PAUSE.toNanos() / 4;
        CompletableFuture<Integer> later = page.ask();
        assertThat(next()).isEqualTo(PAUSE.multipliedBy(3).dividedBy(4));
        assertThat(later.join()).isEqualTo(2);
        now += 2 * PAUSE.toNanos();
        page.ask();
        assertThat(next()).isZero();
    }

    @Test
    void makesTheNextForWhoAsksWhileOneIsMade() {
        // Given
        List<CompletableFuture<Integer>> asked = new ArrayList<>();
        meanwhile = () -> asked.add(page.ask());
        CompletableFuture<Integer> first = page.ask();
        // When
        next();
        // Then
        assertThat(first.join()).isEqualTo(1);
        assertThat(asked.getFirst()).isNotDone();
        meanwhile = () -> {};
        assertThat(next()).isEqualTo(PAUSE);
        assertThat(asked.getFirst().join()).isEqualTo(2);
        assertThat(planned).isEmpty();
    }

    @Test
    void tellsAllWhoWaitOfAFailureAndGoesOn() {
        broken = true;
        CompletableFuture<Integer> first = page.ask();
        next();
        assertThatThrownBy(first::join).hasRootCauseMessage("no page");
        broken = false;
        CompletableFuture<Integer> second = page.ask();
        next();
        assertThat(second.join()).isEqualTo(1);
    }

    @Test
    void tellsWhoAsksWhenThereIsNoThreadForIt() {
        over = true;
        assertThatThrownBy(page.ask()::join).hasRootCauseMessage("no threads");
        over = false;
        CompletableFuture<Integer> again = page.ask();
        next();
        assertThat(again.join()).isEqualTo(1);
    }
}
