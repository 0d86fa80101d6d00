package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.store.ObjectStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a folder as a bucket, the way the service does. */
class FolderBucketTest {

    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path folder;

    private Map<String, String> settings = Map.of();

    @AfterEach
    void forgetTheSettings() {
        settings.keySet().forEach(System::clearProperty);
    }

    @Test
    void readsAndListsWhatTheFolderHas() throws Exception {
        // Given
        ObjectStore objects = ObjectStore.openOrCreate(folder.toString());
        objects.put("models/a/1", CONTENT);
        objects.put("models/b/1", CONTENT);
        try (FolderBucket bucket = FolderBucket.serve(objects)) {
            settings = bucket.settings();
            settings.forEach(System::setProperty);
            // When
            ObjectStore read = ObjectStore.open(bucket.location());
            // Then
            assertThat(read.get("models/a/1")).hasValue(CONTENT);
            assertThat(read.get("models/a/2")).isEmpty();
            assertThat(read.list("models/a/")).containsExactly("models/a/1");
            assertThat(read.list("")).containsExactly("models/a/1", "models/b/1");
        }
    }
}
