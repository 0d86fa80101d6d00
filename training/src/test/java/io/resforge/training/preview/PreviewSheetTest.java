package io.resforge.training.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.neuralnet.image.Normalisation.PixelStatistics;
import io.resforge.training.augment.Augmentation;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.PadCrop;
import io.resforge.training.augment.Preparation;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.preview.PreviewSheet.AugmentedImages;
import io.resforge.training.preview.PreviewSheet.ImageSelection;
import io.resforge.training.preview.PreviewSheet.PreviewRow;
import io.resforge.training.preview.PreviewSheet.SheetPainter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewSheetTest {

    private static final ImageShape COLOUR = new ImageShape(3, 8, 8);
    private static final List<Augmentation> NOTHING = List.of();

    @ParameterizedTest
    @EnumSource
    void showsImagesThatAreOnlyNormalisedAsTheyAre(NormalisationKind kind) throws IOException {
        // Given
        Dataset dataset = dataset(COLOUR, 3);
        // When
        BufferedImage sheet = sheet(dataset, preparation(dataset, kind, NOTHING), 1, 1);
        // Then
        SheetPainter painter = new SheetPainter(COLOUR);
        int[] chosen = ImageSelection.of(dataset.training(), 3, 10, 1);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column <= PreviewSheet.EPOCHS; column++) {
                assertThat(shown(sheet, painter.left(column), painter.top(row)))
                        .isEqualTo(colours(dataset.training(), chosen[row]));
            }
        }
    }

    @Test
    void showsGreyImagesAsGrey() throws IOException {
        ImageShape grey = new ImageShape(1, 8, 8);
        Dataset dataset = dataset(grey, 2);

        BufferedImage sheet = sheet(dataset, preparation(dataset, NormalisationKind.UNIT, NOTHING), 1, 1);

        SheetPainter painter = new SheetPainter(grey);
        assertThat(shown(sheet, painter.left(1), painter.top(0)))
                .allMatch(colour -> (colour & 0xff) == (colour >> 8 & 0xff) && (colour & 0xff) == (colour >> 16));
    }

    @Test
    void eachEpochShowsAVersionOfItsOwn() throws IOException {
        Dataset dataset = dataset(COLOUR, 2);
        List<Augmentation> augmentations = List.of(new PadCrop(3), new Flip());

        BufferedImage sheet =
                sheet(dataset, preparation(dataset, NormalisationKind.MEAN_DEVIATION, augmentations), 1, 1);

        SheetPainter painter = new SheetPainter(COLOUR);
        long versions = IntStream.rangeClosed(1, PreviewSheet.EPOCHS)
                .mapToObj(column -> shown(sheet, painter.left(column), painter.top(0)))
                .distinct()
                .count();
        assertThat(versions).isGreaterThan(PreviewSheet.EPOCHS / 2);
    }

    @Test
    void dependsOnSeedAndEpochAlone() {
        Dataset dataset = dataset(COLOUR, 4);
        Preparation preparation = preparation(dataset, NormalisationKind.UNIT, List.of(new PadCrop(3), new Mixup(1)));

        byte[] sheet = PreviewSheet.png(dataset, preparation, 1, 1);

        assertThat(PreviewSheet.png(dataset, preparation, 1, 1)).isEqualTo(sheet);
        assertThat(PreviewSheet.png(dataset, preparation, 2, 1)).isNotEqualTo(sheet);
        assertThat(PreviewSheet.png(dataset, preparation, 1, 2)).isNotEqualTo(sheet);
    }

    @Test
    void mixesEachImageWithTheNextAndSaysHowMuch() {
        // Given
        Dataset dataset = dataset(COLOUR, 2);
        int[] chosen = {0, 1};
        Preparation preparation = preparation(dataset, NormalisationKind.UNIT, List.of(new Mixup(1)));
        // When
        PreviewRow row = new AugmentedImages(dataset, preparation, chosen, 1).row(1, 1, 3);
        // Then
        assertThat(row.label()).isEqualTo("class 1");
        for (PreviewRow.Version version : row.versions()) {
            assertThat(version.caption()).matches("\\d{1,3}% class 0");
            double share = 1 - Integer.parseInt(version.caption().split("%")[0]) / 100.0;
            for (int i = 0; i < COLOUR.bytes(); i++) {
                double own = dataset.training().pixels()[COLOUR.bytes() + i] & 0xff;
                double partner = dataset.training().pixels()[i] & 0xff;
                assertThat((double) (version.pixels()[i] & 0xff))
                        .isCloseTo(share * own + (1 - share) * partner, within(2.5));
            }
        }
    }

    @Test
    void choosesOneImageOfEachClassOrOfSomeWhereThereAreMany() {
        LabelledImages few = dataset(COLOUR, 4).training();
        LabelledImages many = dataset(COLOUR, 100).training();

        assertThat(labels(few, ImageSelection.of(few, 4, 10, 1))).containsExactly(0, 1, 2, 3);
        assertThat(labels(many, ImageSelection.of(many, 100, 10, 1)))
                .hasSize(10)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void refusesImagesThatNobodyCanLookAt(int channels) {
        Dataset dataset = dataset(new ImageShape(channels, 8, 8), 2);
        Preparation preparation = preparation(dataset, NormalisationKind.UNIT, NOTHING);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PreviewSheet.png(dataset, preparation, 1, 1))
                .withMessage("images must have 1 or 3 channels to be looked at, had " + channels);
    }

    private static BufferedImage sheet(Dataset dataset, Preparation preparation, long seed, int epoch)
            throws IOException {
        return ImageIO.read(new ByteArrayInputStream(PreviewSheet.png(dataset, preparation, seed, epoch)));
    }

    private static Preparation preparation(Dataset dataset, NormalisationKind kind, List<Augmentation> augmentations) {
        LabelledImages images = dataset.training();
        return new Preparation(
                PixelStatistics.measure(kind, images.pixels(), images.shape()), images.shape(), augmentations);
    }

    /** The colours of an image on the sheet; each pixel is 96 / 8 = 12 wide. */
    private static List<Integer> shown(BufferedImage sheet, int left, int top) {
        return IntStream.range(0, 64)
                .mapToObj(i -> sheet.getRGB(left + i % 8 * 12 + 11, top + i / 8 * 12 + 11) & 0xffffff)
                .toList();
    }

    private static List<Integer> colours(LabelledImages images, int image) {
        return IntStream.range(0, 64)
                .mapToObj(i -> {
                    int begin = images.offset(image) + 3 * i;
                    return (images.pixels()[begin] & 0xff) << 16
                            | (images.pixels()[begin + 1] & 0xff) << 8
                            | images.pixels()[begin + 2] & 0xff;
                })
                .toList();
    }

    private static List<Integer> labels(LabelledImages images, int[] chosen) {
        return IntStream.of(chosen).mapToObj(image -> images.labels()[image]).toList();
    }

    /** Three images a class, one class after the other in turn. */
    private static Dataset dataset(ImageShape shape, int classes) {
        byte[] pixels = new byte[3 * classes * shape.bytes()];
        new SplittableRandom(1).nextBytes(pixels);
        int[] labels = IntStream.range(0, 3 * classes).map(i -> i % classes).toArray();
        List<String> names =
                IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
        return Dataset.of("test", names, new LabelledImages(shape, pixels, labels), Optional.empty());
    }
}
