package io.resforge.neuralnet.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "mallopt is glibc's")
class AllocatorTest {

    @Test
    void saysThatTheCLibraryTookEachParameter() {
        assertThat(Allocator.giveBackLargeBlocks()).isTrue();
        assertThat(Allocator.keepAll()).isTrue();
        assertThat(Allocator.keepBatches()).isTrue();
        assertThat(Allocator.giveBackLargeBlocks()).isTrue();
    }
}
