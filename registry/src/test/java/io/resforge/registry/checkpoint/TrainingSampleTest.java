package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleKeys;
import io.resforge.registry.checkpoint.TrainingSample.Neighbour;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSampleTest {

    private static final ImageShape SMALL = new ImageShape(1, 2, 2);
    private static final String KEY = "models/cifar10/versions/1/training-sample.safetensors";

    private final MemoryStore store = new MemoryStore();
    private final Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());

    @Test
    void theNearestOfAnImageIsItself() {
        assertThat(sample().nearest(new float[] {0, 2}, 2))
                .extracting(Neighbour::index)
                .containsExactly(1, 2);
        assertThat(sample().nearest(new float[] {0, 2}, 1).getFirst().similarity())
                .isCloseTo(1, within(1e-9));
        assertThat(sample().nearest(new float[] {3, 0}, 9)).hasSize(4);
    }

    @Test
    void ofEqualOnesTheFirstComesFirstAndNothingIsLikeNothing() {
        // Given
        TrainingSample same = new TrainingSample(SMALL, 1, new float[] {1, 1, 0}, new int[3], new byte[12]);
        // When
        var nearest = same.nearest(new float[] {5}, 3);
        // Then
        assertThat(nearest).extracting(Neighbour::index).containsExactly(0, 1, 2);
        assertThat(nearest.getLast().similarity()).isZero();
        assertThat(same.nearest(new float[] {0}, 1).getFirst().similarity()).isZero();
    }

    @Test
    void goesWithAVersionAndIsReadOnlyWhereItIsAskedFor() {
        // When
        Manifest manifest = publish();
        store.delete(KEY);
        // Then: serving needs no more than the rest
        assertThat(checkpoints.fetch(MODEL, "1").manifest()).isEqualTo(manifest);
        Checkpoints cache = new Checkpoints(new MemoryStore(), Clock.systemUTC());
        assertThat(checkpoints.copyTo(cache, MODEL, "1").manifest()).isEqualTo(manifest);
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> checkpoints.sample(manifest))
                .withMessageContaining(KEY + " is missing");
        assertThatExceptionOfType(InvalidCheckpoint.class).isThrownBy(() -> checkpoints.download(MODEL, "1"));
    }

    @Test
    void isReadAsItWasWritten() {
        // When
        TrainingSample read = checkpoints.sample(publish()).orElseThrow();
        // Then
        assertThat(read.image()).isEqualTo(SMALL);
        assertThat(read.features()).isEqualTo(sample().features());
        assertThat(read.labels()).isEqualTo(sample().labels());
        assertThat(read.pixels()).isEqualTo(sample().pixels());
        assertThat(checkpoints.download(MODEL, "1")).containsKey(Manifest.SAMPLE);
    }

    @Test
    void versionsWithoutItAreAsBefore() {
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        assertThat(manifest.files()).doesNotContainKey(Manifest.SAMPLE);
        assertThat(checkpoints.sample(manifest)).isEmpty();
    }

    @Test
    void refusesAChangedFile() {
        // Given
        Manifest manifest = publish();
        byte[] file = store.get(KEY).orElseThrow();
        file[file.length / 2] ^= 1;
        store.put(KEY, file);
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> checkpoints.sample(manifest))
                .withMessageContaining("SHA-256");
    }

    @Test
    void refusesWhatCannotBeTrainingImages() {
        byte[] file = sample().encode();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TrainingSample.decode(file, 2))
                .withMessageContaining("a label is 2.0, the model has 2 classes");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TrainingSample.decode(Arrays.copyOf(file, file.length - 1), 3));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TrainingSample(SMALL, 2, new float[2], new int[2], new byte[8]))
                .withMessageContaining("cannot have 2 features");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TrainingSample(SMALL, 1, new float[] {Float.NaN}, new int[1], new byte[4]))
                .withMessageContaining("finite");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TrainingSample(SMALL, 1, new float[0], new int[0], new byte[0]))
                .withMessageContaining("from 1 to 10000");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(
                        () -> new TrainingSample(new ImageShape(1, 33, 2), 1, new float[1], new int[1], new byte[66]))
                .withMessageContaining("at most 32");
    }

    @Test
    void isSignedWithTheVersion(@TempDir Path folder) {
        // Given
        Checkpoints signing = new Checkpoints(
                store, Clock.systemUTC(), SampleKeys.in(folder, "own").seal());
        // When
        Manifest manifest = signing.publishIf(() -> true, draft(.9), weights(1), Optional.of(sample()))
                .orElseThrow();
        // Then
        assertThat(signing.fetch(MODEL, "1").manifest()).isEqualTo(manifest);
        assertThat(signing.sample(manifest)).isPresent();
    }

    private Manifest publish() {
        return checkpoints
                .publishIf(() -> true, draft(.9), weights(1), Optional.of(sample()))
                .orElseThrow();
    }

    private static TrainingSample sample() {
        byte[] pixels = new byte[16];
        Arrays.setAll(new int[16], i -> pixels[i] = (byte) (i * 16));
        return new TrainingSample(SMALL, 2, new float[] {1, 0, 0, 1, 1, 2, -1, 0}, new int[] {0, 1, 2, 0}, pixels);
    }
}
