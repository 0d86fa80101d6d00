package io.resforge.registry.retention;

import static io.resforge.registry.retention.RetentionFixture.CLOCK;
import static io.resforge.registry.retention.RetentionFixture.later;
import static io.resforge.registry.retention.RetentionFixture.prune;
import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.store.FailingStore;
import io.resforge.registry.store.FailingStore.Moment;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunRetentionTest {

    private static final Duration MONTH = Duration.ofDays(30);

    private final RetentionFixture fixture = new RetentionFixture();
    private final MemoryStore store = fixture.store;
    private final RunRetention aMonthLater = new RunRetention(store, later(MONTH.plusDays(1)));

    private List<String> old(boolean abandoned) {
        return List.copyOf(aMonthLater.plan(MONTH, abandoned).runs().keySet());
    }

    @Test
    void removesEverythingOfARunThatEndedLongAgo() {
        // Given
        fixture.submit("old", null);
        fixture.end("old", null);
        // When
        RunRetention.Plan plan = aMonthLater.plan(MONTH, false);
        aMonthLater.carryOut(plan);
        // Then
        assertThat(plan.objects()).isEqualTo(2);
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void leavesARunThatEndedLately() {
        // Given
        fixture.submit("young", null);
        fixture.end("young", null);
        // Then
        assertThat(new RunRetention(store, later(MONTH.minusDays(1)))
                        .plan(MONTH, true)
                        .runs())
                .isEmpty();
    }

    @Test
    void leavesARunWhoseVersionIsThere() {
        // Given
        fixture.submit("old", null);
        fixture.end("old", fixture.publish("old"));
        fixture.publish(1);
        // Then
        assertThat(aMonthLater.plan(MONTH, false).withVersion()).isEqualTo(1);
        assertThat(old(false)).isEmpty();
        prune(store, 1);
        assertThat(old(false)).containsExactly("old");
    }

    @Test
    void leavesARunWithoutAnEndUnlessNothingWasHeardOfItAndThatWasAskedFor() {
        // Given
        fixture.submit("silent", null);
        fixture.submit("working", null);
        fixture.runs.report(
                "working", new RunStatus(CLOCK.instant(), CLOCK.instant().plus(Duration.ofDays(20)), null));
        // Then
        assertThat(old(false)).isEmpty();
        assertThat(old(true)).containsExactly("silent");
    }

    @Test
    void leavesARunWhoseEndCannotBeRead() {
        // Given
        fixture.submit("damaged", null);
        store.put("runs/damaged/end.json", new byte[] {'{'});
        // Then
        assertThat(aMonthLater.plan(MONTH, true).unreadable()).isEqualTo(1);
        assertThat(old(true)).isEmpty();
    }

    @Test
    void asksForTheEndOfEachRunOnceHoweverMuchIsKeptOfIt() {
        // Given
        for (int i = 0; i < 300; i++) {
            fixture.submit("run-" + i, null);
            fixture.end("run-" + i, null);
            store.put("runs/run-" + i + "/epochs/0001.json", new byte[1]);
        }
        fixture.submit("live", null);
        RunRetention young = new RunRetention(store, later(MONTH.minusDays(1)));
        store.requests();
        // Then
        young.plan(MONTH, false);
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(301, 2));
        young.plan(MONTH, false);
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(1, 2));
    }

    @Test
    void looksAnewAtARunThatWasDeletedAndSubmittedAgain() {
        // Given
        fixture.submit("again", null);
        fixture.end("again", null);
        assertThat(old(false)).containsExactly("again");
        // When
        fixture.runs.delete("again");
        store.put("runs/again/status.json", new byte[1]);
        // Then
        assertThat(old(false)).isEmpty();
    }

    @Test
    void isNeverShownAsARunToLaunchWhereverItIsCutOff() {
        for (int write = 1; write <= 4; write++) {
            for (Moment moment : Moment.values()) {
                // Given
                RetentionFixture own = new RetentionFixture();
                own.submit("old", null);
                own.end("old", null);
                FailingStore failing = new FailingStore(own.store, write, moment);
                RunRetention cut = new RunRetention(failing, later(MONTH.plusDays(1)));
                RunRetention.Plan plan = cut.plan(MONTH, false);
                boolean wasCutOff = failed(() -> cut.carryOut(plan));
                // Then
                assertThat(own.runs.ids().stream().filter(id -> own.runs.end(id).isEmpty()))
                        .as("write %d, %s: listed without an end", write, moment)
                        .isEmpty();
                assertThat(wasCutOff).isEqualTo(write <= 3);
            }
        }
    }

    private static boolean failed(Runnable action) {
        try {
            action.run();
            return false;
        } catch (StoreFailure e) {
            return true;
        }
    }
}
