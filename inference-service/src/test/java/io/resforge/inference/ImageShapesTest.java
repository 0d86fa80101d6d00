package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.rpc.BadRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.neuralnet.image.ImageDecoder;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.Image;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models that take other images than CIFAR's, one after the other in the same service. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class ImageShapesTest extends RunningService {

    private static final ImageShape LARGE = new ImageShape(3, 48, 48);

    @Test
    void servesAModelOfGreyImagesAfterOneOfColourImages() {
        // Given
        TinyNetwork digits = TinyNetwork.of(5, ImageShape.MNIST);
        byte[] pixels = TinyNetwork.pixels(7, ImageShape.MNIST);
        // When
        client.awaitLive(store.promote(digits));
        // Then
        assertAnswers(ServiceClient.raw(pixels), digits.logits(pixels));
        assertAnswers(ServiceClient.encoded(ImageFiles.png(ImageShape.MNIST, pixels)), digits.logits(pixels));
        assertScaled(digits);
        assertRefused(3072, "must be 784 bytes (28×28×1), was 3072");
    }

    @Test
    void servesAModelOfLargerImages() {
        // Given
        TinyNetwork large = TinyNetwork.of(6, LARGE);
        byte[] pixels = TinyNetwork.pixels(7, LARGE);
        // When
        client.awaitLive(store.promote(large));
        // Then
        assertAnswers(ServiceClient.raw(pixels), large.logits(pixels));
        assertAnswers(ServiceClient.encoded(ImageFiles.png(LARGE, pixels)), large.logits(pixels));
        assertScaled(large);
        assertRefused(3072, "must be 6912 bytes (48×48×3), was 3072");
    }

    /** A picture of another size is scaled as training scales it. */
    private void assertScaled(TinyNetwork network) {
        ImageShape wide = new ImageShape(3, 40, 60);
        byte[] file = ImageFiles.png(wide, TinyNetwork.pixels(8, wide));
        assertAnswers(ServiceClient.encoded(file), network.logits(ImageDecoder.decode(file, network.image())));
    }

    private void assertAnswers(Image image, float[] logits) {
        ClassifyRequest request =
                ServiceClient.request(image).toBuilder().setTopK(logits.length).build();
        List<ClassProbability> classes =
                client.inference().classify(request).getPredictions(0).getClassesList();
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        assertThat(classes).hasSize(logits.length);
        for (ClassProbability scored : classes) {
            double expected = Math.exp(logits[scored.getIndex()]) / sum;
            assertThat((double) scored.getProbability()).isCloseTo(expected, within(1e-4));
        }
    }

    private void assertRefused(int bytes, String words) {
        StatusRuntimeException refusal = client.failure(ServiceClient.request(ServiceClient.raw(new byte[bytes])));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        BadRequest.FieldViolation violation =
                ServiceClient.detail(refusal, BadRequest.class).getFieldViolations(0);
        assertThat(violation.getField()).isEqualTo("images[0].raw");
        assertThat(violation.getDescription()).isEqualTo(words);
    }
}
