package io.resforge.training.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.network.image.ImageShape;
import io.resforge.network.image.Normalisation;
import io.resforge.network.torch.Batch;
import io.resforge.training.augment.Augmentation;
import io.resforge.training.augment.Preparation;
import io.resforge.training.dataset.LabelledImages;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffledBatchesTest {

    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final int[] ALL = IntStream.range(0, 50).toArray();
    private static final int[] EVEN = IntStream.range(0, 25).map(i -> 2 * i).toArray();

    /** Each image is a class of its own, so that labels tell images apart. */
    private static final LabelledImages IMAGES = images();

    /** What a batch held. */
    private record Copy(List<Long> labels, List<Float> pixels) {}

    @Test
    void everyEpochHasEachImageOnce() {
        List<Copy> batches = read(batches(EVEN, 8, 3, 1, List.of()));

        assertThat(batches).hasSize(3 * 4);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(labels(batches.subList(4 * epoch, 4 * epoch + 4)))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.of(EVEN).mapToObj(Long::valueOf).toList());
        }
    }

    @Test
    void everyEpochHasAnOrderOfItsOwn() {
        List<Copy> batches = read(batches(ALL, 50, 3, 1, List.of()));

        assertThat(batches).extracting(Copy::labels).doesNotHaveDuplicates();
    }

    @Test
    void theSameSeedGivesTheSameBatchesToTheLastBit() {
        assertThat(read(batches(ALL, 8, 2, 7, Preparation.standard())))
                .isEqualTo(read(batches(ALL, 8, 2, 7, Preparation.standard())));
    }

    @Test
    void anotherSeedGivesOtherBatches() {
        assertThat(read(batches(ALL, 8, 1, 7, Preparation.standard())))
                .isNotEqualTo(read(batches(ALL, 8, 1, 8, Preparation.standard())));
    }

    @Test
    void batchesDoNotDependOnTheThreadThatPreparesThem() throws InterruptedException {
        List<Copy> expected = read(batches(ALL, 8, 2, 7, Preparation.standard()));
        List<Copy> streamed = new ArrayList<>();

        try (BatchStream stream = batches(ALL, 8, 2, 7, Preparation.standard()).stream()) {
            for (int i = 0; i < expected.size(); i++) {
                try (PreparedBatch prepared = stream.next()) {
                    streamed.add(copy(prepared.batch()));
                }
            }
        }

        assertThat(streamed).isEqualTo(expected);
    }

    @Test
    void pixelsBelongToTheirLabels() {
        for (Copy batch : read(batches(ALL, 8, 1, 1, List.of()))) {
            for (int i = 0; i < batch.labels().size(); i++) {
                int image = Math.toIntExact(batch.labels().get(i));
                assertThat(batch.pixels().subList(i * SHAPE.bytes(), (i + 1) * SHAPE.bytes()))
                        .containsExactlyElementsOf(pixels(image));
            }
        }
    }

    private static List<Float> pixels(int image) {
        float[] prepared = preparation(List.of()).prepare(IMAGES, image, new SplittableRandom(0));
        return list(FloatBuffer.wrap(prepared), prepared.length);
    }

    private static ShuffledBatches batches(
            int[] which, int batchSize, int epochs, long seed, List<Augmentation> augmentations) {
        EpochPlan plan = new EpochPlan(which.length, batchSize);
        return new ShuffledBatches(IMAGES, which, preparation(augmentations), plan, epochs, seed);
    }

    private static Preparation preparation(List<Augmentation> augmentations) {
        return new Preparation(new Normalisation(List.of(0.5), List.of(0.25)), augmentations);
    }

    private static List<Copy> read(ShuffledBatches source) {
        List<Copy> copies = new ArrayList<>();
        Batch batch = new Batch(SHAPE, 50);
        while (source.fill(batch)) {
            copies.add(copy(batch));
        }
        return copies;
    }

    private static Copy copy(Batch batch) {
        List<Long> labels = IntStream.range(0, batch.count())
                .mapToObj(i -> batch.labels().get(i))
                .toList();
        return new Copy(labels, list(batch.pixels(), batch.count() * SHAPE.bytes()));
    }

    private static List<Float> list(FloatBuffer floats, int length) {
        return IntStream.range(0, length).mapToObj(floats::get).toList();
    }

    private static List<Long> labels(List<Copy> batches) {
        return batches.stream().flatMap(batch -> batch.labels().stream()).toList();
    }

    private static LabelledImages images() {
        byte[] pixels = new byte[ALL.length * SHAPE.bytes()];
        SplittableRandom random = new SplittableRandom(3);
        random.nextBytes(pixels);
        return new LabelledImages(SHAPE, pixels, ALL);
    }
}
