package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 3071, 3073})
    void refusesRawPixelsOfAnotherSize(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.raw(new byte[bytes]))
                .withMessage("a raw image has 32 x 32 x 3 = 3072 bytes, was given " + bytes);
    }

    @Test
    void sendsAFileAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("frog.png"), new byte[] {1, 2, 3});
        assertThat(Images.file(file).getEncoded().toByteArray()).containsExactly(1, 2, 3);
    }
}
