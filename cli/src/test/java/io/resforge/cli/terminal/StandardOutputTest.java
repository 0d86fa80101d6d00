package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

    private final List<String> told = new ArrayList<>();

    private StandardOutput over(OutputStream out) {
        return new StandardOutput(out, failure -> told.add(failure.getMessage()));
    }

    @Test
    void passesEverythingOn() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StandardOutput output = over(out);
        output.write("abc".getBytes());
        output.write('d');
        assertThat(out).hasToString("abcd");
        assertThat(told).isEmpty();
        assertThat(output.exitCode(0)).isZero();
    }

    @Test
    void tellsOnceThatNothingCanBeWritten() throws IOException {
        StandardOutput output = over(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        output.write('a');
        output.write("bcd".getBytes());
        assertThat(told).containsExactly("No space left on device");
        assertThat(output.exitCode(0)).isEqualTo(1);
        assertThat(output.exitCode(2)).isEqualTo(2);
    }
}
