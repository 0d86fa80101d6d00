package io.resforge.registry.store.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.resforge.registry.store.transfer.ObjectSource.ObjectPart;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectDownloadTest {

    private static final long TEBIBYTE = 1L << 40;

    /** A server that sends without end, and says so or not. */
    private static final class Endless extends InputStream {

        private long sent;
        private boolean closed;

        @Override
        public int read() {
            sent++;
            return 7;
        }

        @Override
        public void close() {
            closed = true;
        }

        ObjectDownload of(long total) {
            return new ObjectDownload(
                    (offset, tag) -> Optional.of(new ObjectPart(this, 0, total, "")), StoreTimeouts.USUAL);
        }
    }

    @Test
    void endsTheConnectionAfterTheBytesThatAreWanted() throws IOException {
        for (long total : new long[] {TEBIBYTE, -1}) {
            // Given
            Endless endless = new Endless();
            // When
            byte[] content = endless.of(total).read(1_000).orElseThrow();
            // Then
            assertThat(content).hasSize(1_000).containsOnly(7);
            assertThat(endless.sent).isLessThan(1_000_000);
            assertThat(endless.closed).isTrue();
        }
    }

    @Test
    void refusesAnObjectThatNoMemoryCanHold() {
        // Given
        Endless endless = new Endless();
        // When and then
        assertThatIOException()
                .isThrownBy(() -> endless.of(TEBIBYTE).read())
                .withMessage("it has 1099511627776 bytes, at most 2147483639 can be read");
        assertThat(endless.sent).isZero();
        assertThat(endless.closed).isTrue();
    }
}
