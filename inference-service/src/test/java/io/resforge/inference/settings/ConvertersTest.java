package io.resforge.inference.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConvertersTest {

    @Test
    void readsNames() {
        assertThat(new Converters.ModelName().convert("cifar10")).isEqualTo("cifar10");
    }

    @Test
    void refusesANameThatNoModelCanHave() {
        assertThatThrownBy(() -> new Converters.ModelName().convert("a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower-case letters");
    }
}
