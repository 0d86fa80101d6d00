package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.classify.PredictionIds.PredictionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PredictionIdsTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-29T12:00:00Z"));
    private static final byte[] KEY = "a key that servers share".getBytes(StandardCharsets.US_ASCII);

    private final PredictionIds ids = new PredictionIds(NOON);

    @Test
    void knowsWhatItMade() {
        PredictionId id = ids.ofCall().of("cifar10", "8", 6, 3);
        assertThat(ids.read(id.toString())).contains(id);
        assertThat(id.toString()).startsWith("cifar10.8.6.");
        assertThat(id.minute()).isEqualTo(Instant.parse("2026-11-29T12:00:00Z").getEpochSecond() / 60);
    }

    @Test
    void knowsNothingThatWasChangedOrMadeUp() {
        String id = ids.ofCall().of("cifar10", "8", 6, 3).toString();
        assertThat(ids.read(id.replace("cifar10.8.6.", "cifar10.8.7."))).isEmpty();
        assertThat(ids.read(id.replace("cifar10.8.6.", "cifar10.9.6."))).isEmpty();
        assertThat(ids.read(id.replace("cifar10.8.6.", "cifar10.08.6."))).isEmpty();
        assertThat(ids.read(id.replace("cifar10.8.6.", "cifar10.8.06."))).isEmpty();
        assertThat(ids.read(id.replace("cifar10.8.6.", "mnist.8.6."))).isEmpty();
        assertThat(ids.read(id.substring(0, id.lastIndexOf('.')))).isEmpty();
        assertThat(ids.read("cifar10.8.6.1k3v9x0q2m7a"))
                .as("from before there were codes")
                .isEmpty();
        for (int guess = 0; guess < 1_000; guess++) {
            assertThat(ids.read("cifar10.8.6.hool0.abc." + Integer.toString(guess, 36)))
                    .isEmpty();
        }
    }

    @Test
    void knowsOnlyWhatServersWithItsKeyMade() {
        // Given
        PredictionIds other = new PredictionIds(NOON);
        String early = ids.ofCall().of("cifar10", "8", 6, 0).toString();
        assertThat(other.read(early)).isEmpty();
        // When
        ids.share(KEY);
        other.share(KEY);
        // Then
        assertThat(other.read(ids.ofCall().of("cifar10", "8", 6, 0).toString())).isPresent();
        assertThat(ids.read(early)).as("made before it had the key").isPresent();
        assertThat(other.read(early)).isEmpty();
        PredictionIds stranger = new PredictionIds(NOON);
        stranger.share("another key".getBytes(StandardCharsets.US_ASCII));
        assertThat(stranger.read(ids.ofCall().of("cifar10", "8", 6, 0).toString()))
                .isEmpty();
    }

    @Test
    void tellsNothingOfAKey() {
        ids.share(KEY);
        assertThat(ids.toString() + ids.ofCall()).doesNotContain("servers share");
    }
}
