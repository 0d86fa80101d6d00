package io.resforge.registry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.s3.S3Connection.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3SettingsTest {

    @Test
    void meansAmazonWhereNothingIsSet() {
        // When
        S3Settings settings = S3Settings.of(Map.of("AWS_ENDPOINT_URL", " "));
        // Then
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.pathStyle()).isFalse();
        assertThat(settings.certificates()).isEmpty();
    }

    @Test
    void putsTheBucketIntoThePathOfAServerOfOnesOwn() {
        // When
        S3Settings settings = S3Settings.of(Map.of(
                "AWS_ENDPOINT_URL", "http://general:1",
                "AWS_ENDPOINT_URL_S3", "https://minio:9000",
                "RESFORGE_S3_CA_FILE", "/ca.pem"));
        // Then
        assertThat(settings.endpoint()).hasValue(URI.create("https://minio:9000"));
        assertThat(settings.pathStyle()).isTrue();
        assertThat(settings.certificates()).hasValue(Path.of("/ca.pem"));
    }

    @Test
    void takesWhatIsSaidOfThePath() {
        assertThat(S3Settings.of(Map.of("AWS_ENDPOINT_URL", "http://s3", "RESFORGE_S3_PATH_STYLE", "false"))
                        .pathStyle())
                .isFalse();
        assertThat(S3Settings.of(Map.of("RESFORGE_S3_PATH_STYLE", "true")).pathStyle())
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Settings.of(Map.of("RESFORGE_S3_PATH_STYLE", "yes")))
                .withMessage("RESFORGE_S3_PATH_STYLE must be true or false, was 'yes'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio:9000", "http://user:s3cret@minio", "ftp://minio", "http://", "no address"})
    void refusesAnEndpointThatIsNoAddressAndKeepsItsPasswordSecret(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Settings.of(Map.of("AWS_ENDPOINT_URL_S3", endpoint)))
                .withMessageContaining("such as http://minio:9000")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void saysThatCredentialsWereRefusedWithoutNamingThem() throws Exception {
        // Given
        String bucket = S3Buckets.fresh();
        S3Settings settings = S3Settings.of(
                Map.of("AWS_ENDPOINT_URL", S3Buckets.server().endpoint().toString()));
        S3Store store =
                new S3Store(new StoreLocation.Bucket(bucket, ""), S3Buckets.connection(settings, "wr0ng-s3cret"));
        // Then
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.get("a"))
                .withMessageContaining("the credentials were refused (403")
                .withMessageNotContaining("wr0ng-s3cret");
    }

    @Test
    void saysThatThereIsNoSuchBucket() {
        // Given
        S3Store store = S3Buckets.open("never-made");
        // Then
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(store::requireWritable)
                .withMessageContaining("there is no such bucket");
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.get("a"))
                .withMessageContaining("there is no such bucket");
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.list(""))
                .withMessageContaining("there is no such bucket");
    }

    @Test
    void saysThatTheAuthoritysFileCannotBeUsed() {
        // Given
        S3Settings settings =
                S3Settings.of(Map.of("AWS_ENDPOINT_URL", "https://localhost:1", "RESFORGE_S3_CA_FILE", "/not/there"));
        S3Store store = new S3Store(new StoreLocation.Bucket("bucket", ""), S3Buckets.connection(settings, "x"));
        // Then
        assertThatExceptionOfType(StoreFailure.class)
                .isThrownBy(() -> store.get("a"))
                .withMessageContainingAll("RESFORGE_S3_CA_FILE", "/not/there");
    }
}
