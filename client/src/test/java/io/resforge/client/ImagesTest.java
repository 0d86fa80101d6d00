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
    @ValueSource(ints = {1, 784, 3072, 6912})
    void sendsRawPixelsOfAnySize(int bytes) {
        assertThat(Images.raw(new byte[bytes]).getRaw().size()).isEqualTo(bytes);
    }

    @Test
    void refusesARawImageWithoutPixels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.raw(new byte[0]))
                .withMessage(
                        "a raw image has height x width x channels bytes, such as 32 x 32 x 3 = 3072, was given 0");
    }

    @Test
    void sendsAFileAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("frog.png"), new byte[] {1, 2, 3});
        assertThat(Images.file(file).getEncoded().toByteArray()).containsExactly(1, 2, 3);
    }
}
