package io.resforge.inference.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.api.ContentCoding;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.batching.RequestBudget.Reservation;
import org.junit.jupiter.api.Test;

class HttpBodyTest {

    private final RequestBudget.MemoryAccount account = new RequestBudget(1_000, 1).requests();
    private final Reservation held = account.reserve(200);
    private final HttpBody body = new HttpBody(new byte[200], ContentCoding.IDENTITY, held, 400, account.largest());

    @Test
    void tellsACopyThatNeverFitsFromOneThatDoesNotFitNow() {
        assertThatThrownBy(() -> body.reserveCopies(2, 200))
                .isInstanceOf(BodyBytes.TooLarge.class)
                .hasMessage("a body must have at most 166 bytes, had more");
        Reservation others = account.reserve(300);
        assertThatThrownBy(() -> body.reserveCopies(1, 200)).isInstanceOf(Overloaded.class);
        others.close();
        body.reserveCopies(1, 200);
        assertThat(held.bytes()).isEqualTo(400);
    }
}
