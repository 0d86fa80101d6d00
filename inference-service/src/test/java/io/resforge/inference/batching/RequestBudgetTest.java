package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.RequestBudget.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private final RequestBudget budget = new RequestBudget(1_000, 100);

    @Test
    void countsWhatIsReservedUntilItIsGivenBackOnce() {
        Reservation reservation = budget.pixels().reserve(60);
        reservation.grow(40);

        assertThat(budget.pixels().held()).isEqualTo(100);
        reservation.close();
        reservation.close();
        assertThat(budget.pixels().held()).isZero();
        assertThat(budget.requests().held()).isZero();
    }

    @Test
    void refusesWhatIsTooMuchAndKeepsNothingOfIt() {
        try (Reservation reservation = budget.pixels().reserve(60)) {
            assertThatThrownBy(() -> budget.pixels().reserve(41))
                    .isInstanceOf(Overloaded.class)
                    .hasMessage("there is room for 40 more bytes of decoded pixels of this call, not for 41;"
                            + " try again in 500 ms");
            assertThatThrownBy(() -> reservation.grow(41)).isInstanceOf(Overloaded.class);

            assertThat(reservation.bytes()).isEqualTo(60);
            assertThat(budget.pixels().held()).isEqualTo(60);
        }
    }

    @Test
    void leavesRoomForSmallRequestsHoweverManyLargeOnesCome() {
        List<Reservation> large = new ArrayList<>();
        for (int call = 0; call < 50; call++) {
            try {
                large.add(budget.requests().reserve(310));
            } catch (Overloaded refused) {
                // as it must be for most
            }
        }

        assertThat(large).hasSize(2);
        budget.requests().reserve(190).close();
    }

    @Test
    void refusesARequestThatGrowsAsItRefusesOneOfThatSize() {
        Reservation growing = budget.requests().reserve(1);
        growing.grow(499);

        assertThatThrownBy(() -> growing.grow(1)).isInstanceOf(Overloaded.class);
        assertThat(budget.requests().largest()).isEqualTo(500);
    }

    @Test
    void refusesNonsense() {
        Reservation closed = budget.pixels().reserve(1);
        closed.close();

        assertThatThrownBy(() -> closed.grow(1)).isInstanceOf(CallAbandoned.class);
        assertThatIllegalArgumentException().isThrownBy(() -> budget.pixels().reserve(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestBudget(0, 1));
        assertThat(budget.pixels().held()).isZero();
    }

    @Test
    void neverGivesMoreThanItHasToManyThreads() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int call = 0; call < 10_000; call++) {
                    try (Reservation _ = budget.pixels().reserve(40)) {
                        assertThat(budget.pixels().held()).isBetween(40L, 100L);
                    } catch (Overloaded refused) {
                        // as it must be at times
                    }
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).join();

        assertThat(budget.pixels().held()).isZero();
    }
}
