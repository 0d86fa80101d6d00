package io.resforge.support.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.resforge.support.SettingConverters;
import io.resforge.testing.SettingsDocument;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressesTest {

    private static final String GRPC = "quarkus.grpc.server.host";
    private static final String HTTP = "quarkus.http.host";

    private final Map<String, String> settings = new HashMap<>(Map.of(GRPC, "localhost", HTTP, "127.0.0.1"));

    @ParameterizedTest
    @CsvSource({
        "quarkus.grpc.server.host, 0.0.0.0",
        "quarkus.http.host, 0.0.0.0",
        "quarkus.grpc.server.host, ::",
        "quarkus.http.host, 192.0.2.1",
        "quarkus.http.host, no-such-host.invalid"
    })
    void refusesAnAddressThatOthersReach(String setting, String host) {
        settings.put(setting, host);
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("error: " + setting + "=" + host
                        + " is reachable from elsewhere without TLS; give resforge.tls.certificate and resforge.tls.key, or"
                        + " allow it by resforge.tls.plaintext=anywhere");
        settings.put("resforge.tls.plaintext", "anywhere");
        start();
    }

    @ParameterizedTest
    @CsvSource({"localhost, localhost", "127.0.0.1, ::1", "127.8.0.9, [::1]"})
    void letsThisMachineBe(String grpc, String http) {
        settings.put(GRPC, grpc);
        settings.put(HTTP, http);
        start();
    }

    @Test
    void saysWhatIsMissingBesideTheOthers() {
        settings.put("resforge.tls.key", "server.key");
        assertThatThrownBy(this::start).hasMessageContaining("resforge.tls.certificate is missing");
        settings.remove("resforge.tls.key");
        settings.put("resforge.tls.certificate", "server.crt");
        assertThatThrownBy(this::start).hasMessageContaining("resforge.tls.key is missing");
        settings.put("resforge.tls.key", "server.key");
        assertThatThrownBy(this::start).hasMessageStartingWith("error: cannot read server.crt: ");
    }

    @Test
    void standsInTheDocumentOfSettings() {
        Map<Class<?>, String> words = Map.of(
                Path.class,
                "folder",
                TransportConfig.ClientCertificates.class,
                "client certificates",
                TransportConfig.Plaintext.class,
                "plaintext");
        List<SettingsDocument.Row> rows = SettingsDocument.of(TransportConfig.class, "resforge.tls", words);
        assertThat(SettingsDocument.written("Transport")).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(SettingsDocument.written("Connections"))
                .containsExactlyInAnyOrderElementsOf(SettingsDocument.of(
                        LimitsConfig.class,
                        "resforge.limits",
                        Map.of(SettingConverters.Count.class, "number from 1", SettingConverters.Wait.class, "time")));
    }

    private void start() {
        SmallRyeConfig config =
                new SmallRyeConfigBuilder().withDefaultValues(settings).build();
        TransportConfig transport = new Given(settings);
        assertThat(new ServerCertificates(transport, new ListenAddresses(transport, config)).getKeyStore(null))
                .isNull();
    }

    private record Given(Map<String, String> settings) implements TransportConfig {

        @Override
        public Optional<Path> certificate() {
            return path("certificate");
        }

        @Override
        public Optional<Path> key() {
            return path("key");
        }

        @Override
        public Optional<Path> clientCa() {
            return path("client-ca");
        }

        @Override
        public ClientCertificates clientCertificates() {
            return ClientCertificates.REQUIRED;
        }

        @Override
        public Plaintext plaintext() {
            return settings.containsKey("resforge.tls.plaintext") ? Plaintext.ANYWHERE : Plaintext.LOOPBACK;
        }

        private Optional<Path> path(String name) {
            return Optional.ofNullable(settings.get("resforge.tls." + name)).map(Path::of);
        }
    }
}
