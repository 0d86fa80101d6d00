package io.resforge.training.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation.MeanDeviation;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.training.augment.AlternatingFlip;
import io.resforge.training.augment.Augmentation;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.BrightnessContrast;
import io.resforge.training.augment.ChannelShift;
import io.resforge.training.augment.Cutout;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.PadCrop;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Rotation;
import io.resforge.training.augment.Shift;
import io.resforge.training.batch.BatchStream.BatchSource;
import io.resforge.training.batch.BatchStream.PreparedBatch;
import io.resforge.training.batch.EpochPlan.BatchPosition;
import io.resforge.training.dataset.LabelledImages;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShuffledBatchesTest {

    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final int[] ALL = IntStream.range(0, 50).toArray();
    private static final int[] EVEN = IntStream.range(0, 25).map(i -> 2 * i).toArray();

    private static final List<Augmentation> EVERYTHING = List.of(
            new PadCrop(2),
            new Shift(0.2),
            new Flip(),
            new AlternatingFlip(),
            new Rotation(15),
            new ChannelShift(0.1),
            new BrightnessContrast(0.2, 0.3),
            new Cutout(3),
            new Mixup(0.2));

    /** Each image is a class of its own, so that labels tell images apart. */
    private static final LabelledImages IMAGES = images();

    /** What a batch held. */
    private record Copy(List<Long> labels, List<Long> partners, List<Float> shares, List<Float> pixels) {

        List<Float> image(int index) {
            return pixels.subList(index * SHAPE.bytes(), (index + 1) * SHAPE.bytes());
        }
    }

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

    static Stream<BatchPosition> places() {
        return Stream.of(
                new BatchPosition(1, 0),
                new BatchPosition(1, 1),
                new BatchPosition(1, 6),
                new BatchPosition(1, 7),
                new BatchPosition(2, 0),
                new BatchPosition(2, 3),
                new BatchPosition(3, 6),
                new BatchPosition(3, 7));
    }

    @ParameterizedTest
    @MethodSource("places")
    void goesOnFromAnyPlaceAsIfItHadNeverStopped(BatchPosition place) {
        // Given
        int done = (place.epoch() - 1) * 7 + place.step();
        List<Copy> uninterrupted = read(batches(ALL, 8, 3, 7, EVERYTHING));
        assertThat(uninterrupted).hasSize(3 * 7);
        // When
        List<Copy> rest = read(batches(ALL, 8, 3, 7, EVERYTHING), place);
        // Then
        assertThat(rest).isEqualTo(uninterrupted.subList(done, uninterrupted.size()));
    }

    @Test
    void streamsFromAPlaceToo() throws InterruptedException {
        List<Copy> uninterrupted = read(batches(ALL, 8, 2, 7, EVERYTHING));

        try (BatchStream stream = batches(ALL, 8, 2, 7, EVERYTHING).stream(new BatchPosition(2, 5));
                PreparedBatch prepared = stream.next()) {
            assertThat(copy(prepared.batch())).isEqualTo(uninterrupted.get(7 + 5));
        }
    }

    @Test
    void everyEpochChangesItsImagesInWaysOfItsOwn() {
        int[] one = {3};

        List<Copy> epochs = read(batches(one, 1, 8, 1, List.of(new Rotation(30))));

        assertThat(epochs).extracting(Copy::pixels).doesNotHaveDuplicates();
    }

    @Test
    void mixupMixesEachImageWithTheNextOfTheBatch() {
        // Given the same batch, unmixed: what chance does to single images does not change
        Copy plain = read(batches(ALL, 50, 1, 7, Preparation.standard())).getFirst();
        // When
        Copy mixed = read(batches(ALL, 50, 1, 7, List.of(new Mixup(1), new PadCrop(4), new Flip())))
                .getFirst();
        // Then
        assertThat(mixed.labels()).isEqualTo(plain.labels());
        assertThat(mixed.shares()).allMatch(share -> share >= 0 && share <= 1).doesNotHaveDuplicates();
        for (int i = 0; i < 50; i++) {
            int partner = (i + 1) % 50;
            assertThat(mixed.partners().get(i)).isEqualTo(plain.labels().get(partner));
            float share = mixed.shares().get(i);
            for (int p = 0; p < SHAPE.bytes(); p++) {
                assertThat(mixed.image(i).get(p))
                        .isEqualTo(share * plain.image(i).get(p)
                                + (1 - share) * plain.image(partner).get(p));
            }
        }
    }

    @Test
    void mixupLeavesASingleImageAlone() {
        int[] one = {3};

        Copy mixed = read(batches(one, 1, 1, 1, List.of(new Mixup(1)))).getFirst();

        assertThat(mixed.labels()).isEqualTo(mixed.partners());
        for (int i = 0; i < SHAPE.bytes(); i++) {
            assertThat(mixed.pixels().get(i)).isCloseTo(pixels(3).get(i), within(1e-6f));
        }
    }

    @Test
    void withoutMixupImagesCountAsTheirOwnClassAlone() {
        assertThat(read(batches(ALL, 8, 1, 1, Preparation.standard())))
                .allSatisfy(batch -> assertThat(batch.shares()).containsOnly(1f));
    }

    @Test
    void theDevicePutsBatchesTogetherWherePixelsAreOnlyMoved() throws InterruptedException {
        TorchRuntime.start(1);
        ShuffledBatches moved = batches(ALL, 8, 1, 7, List.of(new PadCrop(2), new Cutout(3), new Flip()));
        assertThat(moved.suitDevice()).isTrue();
        try (BatchStream stream = moved.streamOnDevice(BatchPosition.START);
                PreparedBatch batch = stream.next()) {
            assertThat(batch.batch().isOnDevice()).isTrue();
        }
        assertThat(batches(ALL, 8, 1, 7, List.of(new Flip(), new Rotation(5))).suitDevice())
                .isFalse();
        assertThat(batches(ALL, 8, 1, 7, List.of(new Flip(), new Mixup(0.2))).suitDevice())
                .isFalse();
    }

    @Test
    void pixelsBelongToTheirLabels() {
        for (Copy batch : read(batches(ALL, 8, 1, 1, List.of()))) {
            for (int i = 0; i < batch.labels().size(); i++) {
                int image = Math.toIntExact(batch.labels().get(i));
                assertThat(batch.image(i)).containsExactlyElementsOf(pixels(image));
            }
        }
    }

    @Test
    void refusesAPlanForAnotherNumberOfImages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShuffledBatches(IMAGES, EVEN, preparation(List.of()), new EpochPlan(50, 8), 1, 1))
                .withMessage("the plan is for 50 images, not 25");
    }

    private static List<Float> pixels(int image) {
        float[] prepared = new float[SHAPE.bytes()];
        preparation(List.of())
                .prepare(
                        IMAGES,
                        new AugmentationDraw(1, image, 1, new SplittableRandom(0)),
                        prepared,
                        new float[SHAPE.bytes()]);
        return list(FloatBuffer.wrap(prepared), prepared.length);
    }

    private static ShuffledBatches batches(
            int[] which, int batchSize, int epochs, long seed, List<Augmentation> augmentations) {
        EpochPlan plan = new EpochPlan(which.length, batchSize);
        return new ShuffledBatches(IMAGES, which, preparation(augmentations), plan, epochs, seed);
    }

    private static Preparation preparation(List<Augmentation> augmentations) {
        return new Preparation(new MeanDeviation(List.of(0.5), List.of(0.25)), SHAPE, augmentations);
    }

    private static List<Copy> read(ShuffledBatches batches) {
        return read(batches, BatchPosition.START);
    }

    private static List<Copy> read(ShuffledBatches batches, BatchPosition from) {
        List<Copy> copies = new ArrayList<>();
        BatchSource source = batches.source(from);
        TrainingBatch batch = new TrainingBatch(SHAPE, 50);
        while (source.fill(batch)) {
            copies.add(copy(batch));
        }
        return copies;
    }

    private static Copy copy(TrainingBatch batch) {
        return new Copy(
                longs(batch.labels(), batch.count()),
                longs(batch.partners(), batch.count()),
                list(batch.shares(), batch.count()),
                list(batch.pixels(), batch.count() * SHAPE.bytes()));
    }

    private static List<Float> list(FloatBuffer floats, int length) {
        return IntStream.range(0, length).mapToObj(floats::get).toList();
    }

    private static List<Long> longs(LongBuffer longs, int length) {
        return IntStream.range(0, length).mapToObj(longs::get).toList();
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
