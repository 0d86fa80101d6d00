package io.resforge.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {

    @TempDir
    private Path folder;

    @Test
    void opensAPathAndItsUriAsTheSameStore() {
        // Given
        Path root = folder.resolve("my store");
        ObjectStore.openOrCreate(root.toString()).put("a", new byte[] {1});
        // Then
        assertThat(ObjectStore.open(root.toUri().toString()).list("")).containsExactly("a");
        assertThat(ObjectStore.open(root.toString()).list("")).containsExactly("a");
    }

    @Test
    void createsNothingWhenItOpens() {
        // Given
        Path root = folder.resolve("store");
        // When
        ObjectStore store = ObjectStore.open(root.toString());
        // Then
        assertThat(root).doesNotExist();
        assertThatThrownBy(() -> store.list(""))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("there is no such directory");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "  ",
                "https://",
                "https://user:password@example.org/store",
                "s3://",
                "s3:bucket",
                "s3://b",
                "s3://bucket/../other",
                "gs:bucket",
                "file://host/store",
                "file:relative",
                "file:%zz",
                "nul\0byte"
            })
    void saysWhatALocationMayBe(String location) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectStore.open(location))
                .withMessageContaining("a directory (such as ./store)");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket, bucket, ''",
        "s3://bucket/, bucket, ''",
        "S3://my.bucket/a/b/, my.bucket, a/b",
        "s3://bucket//a, bucket, a"
    })
    void readsBucketAndPrefix(String location, String bucket, String prefix) {
        assertThat(StoreLocation.parse(location)).isEqualTo(new StoreLocation.Bucket(bucket, prefix));
    }

    @Test
    void opensNothingYetThatLiesInTheNetwork() {
        assertThat(ObjectStore.open("s3://bucket/prefix")).hasToString("s3://bucket/prefix");
        assertThat(ObjectStore.open("https://localhost:1/a/")).hasToString("https://localhost:1/a");
    }

    @Test
    void keepsSecretsOutOfWhatItSays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse("https://user:s3cret@example.org/store"))
                .withMessageContaining("it must have no user name")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse("https:///store?token=s3cret"))
                .withMessageNotContaining("s3cret");
    }
}
