package io.resforge.registry.store.s3;

import static io.resforge.registry.store.s3.S3FaultsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsServer;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.s3.S3Connection.S3Settings;
import io.resforge.testing.PrivateAuthority;
import io.resforge.testing.StaticSite;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates of one's own. */
class PrivateAuthorityTest {

    @TempDir
    private Path folder;

    @Test
    void isTrustedOnceItIsNamed() throws Exception {
        // Given
        PrivateAuthority authority = PrivateAuthority.in(folder);
        HttpsServer server = authority.server();
        try (StaticSite site = StaticSite.over(server)) {
            site.put("/bucket/a", bytes("one"));
            Map<String, String> environment = new HashMap<>();
            environment.put(
                    "AWS_ENDPOINT_URL",
                    "https://127.0.0.1:" + server.getAddress().getPort());
            // Then
            assertThatExceptionOfType(StoreFailure.class)
                    .isThrownBy(() -> store(environment).get("a"))
                    .withMessageContainingAll("TLS failed", "RESFORGE_S3_CA_FILE");
            // When
            environment.put("RESFORGE_S3_CA_FILE", authority.certificate().toString());
            // Then
            assertThat(store(environment).get("a")).hasValue(bytes("one"));
        }
    }

    private static S3Store store(Map<String, String> environment) {
        return new S3Store(
                new StoreLocation.Bucket("bucket", ""), S3Buckets.connection(S3Settings.of(environment), "secret"));
    }
}
