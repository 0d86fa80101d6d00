package io.resforge.training.augment;

import static io.resforge.training.augment.Examples.SHAPE;
import static io.resforge.training.augment.Examples.SPACE;
import static io.resforge.training.augment.Examples.changed;
import static io.resforge.training.augment.Examples.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelMove;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GeometryTest {

    private final float[] target = new float[SHAPE.bytes()];

    @Test
    void cropTakesTheWindowBelowAndRightAndFillsUpWithZeros() {
        moved(places -> PadCrop.window(places, 1, 1));

        assertThat(target).containsExactly(220, 221, 230, 231, 0, 0, 320, 321, 330, 331, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void cropTakesTheWindowAboveAndLeftAndFillsUpWithZeros() {
        moved(places -> PadCrop.window(places, -1, -2));

        assertThat(target).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 110, 111, 0, 0, 0, 0, 210, 211);
    }

    @Test
    void cropBeyondTheImageIsAllZeros() {
        moved(places -> PadCrop.window(places, 0, 3));
        assertThat(target).containsOnly(0);

        moved(places -> PadCrop.window(places, -4, 0));
        assertThat(target).containsOnly(0);
    }

    @Test
    void cropReachesEveryPlaceThatThePaddingAllows() {
        assertThat(kinds(new PadCrop(1), 400)).hasSize(9);
    }

    @Test
    void cropCanMirrorTheImageAtItsOutermostPixels() {
        moved(places -> PadCrop.reflected(places, -1, 2));

        assertThat(target)
                .containsExactly(
                        230, 231, 220, 221, 210, 211, 130, 131, 120, 121, 110, 111, 230, 231, 220, 221, 210, 211);
        assertThat(kinds(new PadCrop(1, PadCrop.Border.REFLECT), 400)).hasSize(9);
    }

    @Test
    void shiftRepeatsTheTopRowAndTheLeftColumn() {
        moved(places -> Shift.move(places, 1, 1));

        assertThat(target)
                .containsExactly(
                        110, 111, 110, 111, 120, 121, 110, 111, 110, 111, 120, 121, 210, 211, 210, 211, 220, 221);
    }

    @Test
    void shiftRepeatsTheBottomRowAndTheRightColumn() {
        moved(places -> Shift.move(places, -2, -1));

        assertThat(target)
                .containsExactly(
                        320, 321, 330, 331, 330, 331, 320, 321, 330, 331, 330, 331, 320, 321, 330, 331, 330, 331);
    }

    @Test
    void shiftByNothingKeepsTheImage() {
        moved(places -> Shift.move(places, 0, 0));

        assertThat(target).containsExactly(image());
    }

    @Test
    void shiftReachesAllThatItsShareAllowsAndOnePixelAtLeast() {
        assertThat(kinds(new Shift(0.001), 400)).hasSize(9);
        assertThat(kinds(new Shift(0.5), 1000)).hasSize(25);
    }

    @Test
    void flipMirrorsEachRowAndKeepsChannelsTogether() {
        moved(Flip::mirror);

        assertThat(target)
                .containsExactly(
                        130, 131, 120, 121, 110, 111, 230, 231, 220, 221, 210, 211, 330, 331, 320, 321, 310, 311);
    }

    @Test
    void flipMirrorsAboutHalfOfTheImages() {
        SplittableRandom random = new SplittableRandom(1);
        int mirrored = 0;

        for (int i = 0; i < 1000; i++) {
            mirrored += changed(new Flip(), random)[0] == 130 ? 1 : 0;
        }

        assertThat(mirrored).isBetween(450, 550);
    }

    @Test
    void alternatingFlipShowsEachImageBothWaysInAnyTwoEpochs() {
        // Given
        int mirroredFirst = 0;
        for (int image = 0; image < 1000; image++) {
            // When
            boolean first = mirrored(7, image, 1);
            // Then
            assertThat(mirrored(7, image, 2)).isNotEqualTo(first);
            assertThat(mirrored(7, image, 3)).isEqualTo(first);
            mirroredFirst += first ? 1 : 0;
        }
        assertThat(mirroredFirst).isBetween(450, 550);
    }

    @Test
    void alternatingFlipBeginsDifferentlyWithAnotherSeed() {
        int same = 0;
        for (int image = 0; image < 1000; image++) {
            same += mirrored(7, image, 1) == mirrored(8, image, 1) ? 1 : 0;
        }

        assertThat(same).isBetween(450, 550);
    }

    private boolean mirrored(long seed, int image, int epoch) {
        new AlternatingFlip()
                .apply(image(), target, SPACE, new AugmentationDraw(seed, image, epoch, new SplittableRandom(1)));
        return target[0] == 130;
    }

    @Test
    void aQuarterTurnMovesTheBottomRightToTheTopRight() {
        Rotation.turn(image(), target, SHAPE, Math.PI / 2);

        assertThat(target)
                .containsExactly(
                        new float[] {
                            130, 131, 230, 231, 330, 331, 120, 121, 220, 221, 320, 321, 110, 111, 210, 211, 310, 311
                        },
                        within(1e-3f));
    }

    @Test
    void rotationInterpolatesBetweenPixelsAndRepeatsTheEdge() {
        // Given a ramp from left to right, which bilinear interpolation gives back exactly
        ImageShape grey = new ImageShape(1, 3, 3);
        float[] ramp = {-1, 0, 1, -1, 0, 1, -1, 0, 1};
        float[] turned = new float[9];
        // When
        Rotation.turn(ramp, turned, grey, Math.toRadians(30));
        // Then each pixel has clamp(x · cos 30° − y · sin 30°), with cos 30° = .866 and sin 30° = .5
        assertThat(turned)
                .containsExactly(new float[] {-.366f, .5f, 1, -.866f, 0, .866f, -1, -.5f, .366f}, within(1e-3f));
    }

    @Test
    void rotationStaysWithinItsDegreesAndTurnsBothWays() {
        // Given
        ImageShape grey = new ImageShape(1, 3, 3);
        float[] ramp = {-1, 0, 1, -1, 0, 1, -1, 0, 1};
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        double farthest = 0;
        // When
        for (int i = 0; i < 2000; i++) {
            float[] turned = new float[9];
            new Rotation(20).apply(ramp, turned, Examples.space(grey, 1), Examples.draw(random));
            double degrees = Math.toDegrees(Math.asin(turned[1]));
            sum += degrees;
            farthest = Math.max(farthest, Math.abs(degrees));
        }
        // Then
        assertThat(farthest).isBetween(19.5, 20.001);
        assertThat(sum / 2000).isBetween(-1.0, 1.0);
    }

    @Test
    void cutoutBlanksASquare() {
        moved(places -> places.blank(1, 0, 2));

        assertThat(target).containsExactly(110, 111, 120, 121, 130, 131, 0, 0, 0, 0, 230, 231, 0, 0, 0, 0, 330, 331);
    }

    @Test
    void cutoutMayLiePartlyOutside() {
        moved(places -> places.blank(-2, 1, 3));

        assertThat(target)
                .containsExactly(110, 111, 0, 0, 0, 0, 210, 211, 220, 221, 230, 231, 310, 311, 320, 321, 330, 331);
    }

    @Test
    void whatIsBlankMovesWithTheImageAndWhatLayOutsideDoesNotComeBack() {
        moved(places -> {
            places.blank(0, 0, 1);
            Flip.mirror(places);
            PadCrop.window(places, 1, 0);
            PadCrop.window(places, -1, 0);
        });

        assertThat(target)
                .containsExactly(0, 0, 0, 0, 0, 0, 230, 231, 220, 221, 210, 211, 330, 331, 320, 321, 310, 311);
    }

    @Test
    void severalMovesAtOnceAreThoseOneAfterTheOther() {
        // Given
        List<PixelMove> steps = List.of(new PadCrop(1), new Cutout(1), new Flip(), new Shift(0.3), new Cutout(2));
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PixelPlaces together = new PixelPlaces(SHAPE);
            float[] current = image();
            // When
            for (PixelMove step : steps) {
                float[] next = new float[current.length];
                step.apply(current, next, SPACE, Examples.draw(random.split()));
                current = next;
            }
            SplittableRandom again = new SplittableRandom(seed);
            steps.forEach(step -> step.move(together, Examples.draw(again.split())));
            together.apply(image(), target);
            // Then
            assertThat(target).containsExactly(current);
        }
    }

    @Test
    void cutoutOfOnePixelComesToEachPixelEquallyOften() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        int[] blank = new int[9];
        // When
        for (int i = 0; i < 9000; i++) {
            float[] cut = changed(new Cutout(1), random);
            for (int pixel = 0; pixel < 9; pixel++) {
                blank[pixel] += cut[2 * pixel] == 0 && cut[2 * pixel + 1] == 0 ? 1 : 0;
            }
        }
        // Then
        assertThat(Arrays.stream(blank).sum()).isEqualTo(9000);
        assertThat(Arrays.stream(blank).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(880, 1120));
    }

    private void moved(Consumer<PixelPlaces> move) {
        PixelPlaces places = new PixelPlaces(SHAPE);
        move.accept(places);
        places.apply(image(), target);
    }

    /** How many different images come out. */
    private static Set<String> kinds(ImageAugmentation augmentation, int times) {
        SplittableRandom random = new SplittableRandom(1);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < times; i++) {
            seen.add(Arrays.toString(changed(augmentation, random)));
        }
        return seen;
    }
}
