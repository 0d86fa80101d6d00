package io.resforge.trainer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.trainer.contract.InvalidInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagingTest {

    private static final List<String> ITEMS = List.of("e", "d", "c", "b", "a");

    @Test
    void goesThroughAListPageByPage() {
        Paging.Slice first = Paging.of(2, "").of(ITEMS);
        Paging.Slice second = Paging.of(2, first.nextToken()).of(ITEMS);
        Paging.Slice third = Paging.of(2, second.nextToken()).of(ITEMS);

        assertThat(first.items()).containsExactly("e", "d");
        assertThat(second.items()).containsExactly("c", "b");
        assertThat(third.items()).containsExactly("a");
        assertThat(third.nextToken()).isEmpty();
    }

    @Test
    void repeatsNothingWhenItemsComeInBetween() {
        Paging.Slice first = Paging.of(2, "").of(ITEMS);

        Paging.Slice second = Paging.of(2, first.nextToken()).of(List.of("g", "f", "e", "d", "c", "b", "a"));

        assertThat(second.items()).containsExactly("c", "b");
    }

    @Test
    void endsWithTheLastFullPage() {
        assertThat(Paging.of(5, "").of(ITEMS).nextToken()).isEmpty();
    }

    @Test
    void takesHundredWhereNoSizeIsGiven() {
        assertThat(Paging.of(0, "").size()).isEqualTo(100);
    }

    @Test
    void refusesASizeOutOfRange() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Paging.of(1001, ""))
                .withMessageContaining("page_size: must be from 0 to 1000, was 1001");
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> Paging.of(-1, ""));
    }

    @Test
    void refusesATokenThatItDidNotGive() {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> Paging.of(2, "?"));
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Paging.of(2, "enp6").of(ITEMS))
                .withMessageContaining("page_token");
    }
}
