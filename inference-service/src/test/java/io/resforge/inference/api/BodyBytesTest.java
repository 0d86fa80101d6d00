package io.resforge.inference.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.batching.RequestBudget.Reservation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyBytesTest {

    private static final int LENGTH = 200_000;

    private final RequestBudget.MemoryAccount account = new RequestBudget(1 << 20, 1).requests();
    private final Reservation held = account.reserve(0);
    private final byte[] body = new byte[LENGTH];

    BodyBytesTest() {
        new Random(1).nextBytes(body);
    }

    @Test
    void holdsWhatCameHoweverLittleAtATime() {
        BodyBytes bytes = new BodyBytes(held, LENGTH);
        for (byte one : body) {
            bytes.add(new byte[] {one}, 1);
        }

        assertThat(bytes.join()).isEqualTo(body);
        assertThat(held.bytes()).isEqualTo(LENGTH);
        assertThatThrownBy(() -> bytes.add(body, 1)).isInstanceOf(BodyBytes.TooLarge.class);
    }

    @Test
    void readsAStreamWithinItsBounds() throws IOException {
        assertThat(BodyBytes.read(new ByteArrayInputStream(body), held, LENGTH)).isEqualTo(body);
        assertThat(held.bytes()).isEqualTo(LENGTH);
        assertThatThrownBy(() -> BodyBytes.read(new ByteArrayInputStream(body), account.reserve(0), LENGTH - 1))
                .isInstanceOf(BodyBytes.TooLarge.class)
                .hasMessage("a body must have at most 199999 bytes, had more");
    }

    @Test
    void endsWhereThereIsNoRoomForMore() {
        Reservation others = account.reserve(account.largest());

        assertThatThrownBy(() -> BodyBytes.read(new ByteArrayInputStream(new byte[1 << 20]), held, 1 << 20))
                .isInstanceOf(Overloaded.class);
        assertThat(held.bytes()).isLessThanOrEqualTo(account.largest() / 2);
        others.close();
    }
}
