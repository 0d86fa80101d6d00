package io.resforge.support.transport;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Closes the plain HTTP port where there is a certificate: its number is then that of the port with TLS. */
public final class PlainPortSource implements ConfigSourceFactory {

    /** Before what is packaged, behind what an installation says. */
    private static final int ORDINAL = 260;

    /** For the service loader. */
    public PlainPortSource() {}

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue certificate = context.getValue("resforge.tls.certificate");
        return certificate.getValue() == null || certificate.getValue().isBlank()
                ? List.of()
                : List.of(new PropertiesConfigSource(
                        Map.of("quarkus.http.insecure-requests", "disabled"), "resforge-tls", ORDINAL));
    }
}
