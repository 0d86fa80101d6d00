package io.resforge.client.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:9000, localhost, 9000",
        "' trainer.example:1 ', trainer.example, 1",
        "10.0.0.7:65535, 10.0.0.7, 65535",
        "[::1]:9001, [::1], 9001",
        "[fe80::1%eth0]:9001, [fe80::1%eth0], 9001"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(Address.parse(text)).isEqualTo(new Address(host, port));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9000, UNSAID",
        "grpc://localhost:9000, PLAIN",
        "http://localhost:9000, PLAIN",
        "grpcs://localhost:9000, TLS",
        "HTTPS://localhost:9000, TLS"
    })
    void readsWhatASchemeSaysAboutTls(String text, Address.Security security) {
        assertThat(Address.parse(text)).isEqualTo(new Address("localhost", 9000, security));
        assertThat(Address.parse(text)).hasToString("localhost:9000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "localhost:",
                ":9000",
                "localhost:0",
                "localhost:65536",
                "localhost:-1",
                "localhost:port",
                "::1:9000",
                "[::1]",
                "ftp://localhost:9000",
                "unsaid:localhost:9000",
                "://localhost:9000",
                "user@localhost:9000",
                "localhost:9000/",
                "localhost:9000?x",
                "localhost:9000#x",
                "two words:9000"
            })
    void refusesWhatIsNoHostAndPort(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse(text))
                .withMessage("'" + text + "' is not an address; write host:port, such as localhost:9000,"
                        + " or grpcs://host:port for TLS");
    }

    @Test
    void refusesNoAddressAtAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parseAll(List.of()))
                .withMessageContaining("at least one address is needed");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void refusesAPortThatCannotBe(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Address("localhost", port))
                .withMessage("a port is within 1 to 65535, was " + port);
    }

    @Test
    void refusesAnIpv6AddressWithoutBrackets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Address("::1", 9000))
                .withMessage("an IPv6 address stands in brackets, such as [::1], was ::1");
    }

    @Test
    void takesTheBracketsOffForNameServices() {
        assertThat(Address.parse("[::1]:9000").bareHost()).isEqualTo("::1");
        assertThat(Address.parse("localhost:9000").bareHost()).isEqualTo("localhost");
    }

    @Test
    void readsBackWhatItPrints() {
        Address address = new Address("[::1]", 9000);
        assertThat(Address.parse(address.toString())).isEqualTo(address);
    }
}
