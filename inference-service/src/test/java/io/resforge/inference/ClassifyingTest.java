package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TinyNetwork;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.Image;
import io.resforge.v1.ListModelsRequest;
import io.resforge.v1.Model;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers ask and are answered, over the real ports. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class ClassifyingTest extends RunningService {

    @Test
    void answersWithWhatTheNetworkComputesAndWhoComputedIt() {
        // When
        ClassifyResponse response = client.classify(7);
        // Then
        float[] logits = FIRST.logits(TinyNetwork.pixels(7));
        List<ClassProbability> classes = response.getPredictions(0).getClassesList();
        assertThat(classes).hasSize(10);
        assertThat(classes).isSortedAccordingTo((a, b) -> Float.compare(b.getProbability(), a.getProbability()));
        double ratio = Math.exp(
                logits[classes.get(0).getIndex()] - logits[classes.get(1).getIndex()]);
        assertThat(classes.get(0).getProbability() / classes.get(1).getProbability())
                .isCloseTo((float) ratio, within((float) ratio * 1e-3f));
        assertThat(classes.get(0).getLabel())
                .isEqualTo(TinyNetwork.LABELS.get(classes.get(0).getIndex()));
        assertThat(response.getModel().getModel()).isEqualTo("cifar10");
        assertThat(response.getModel().getVersion()).isEqualTo(live);
        assertThat(response.getModel().getRunId()).isEqualTo("run-1");
        assertThat(response.getModel().getSha256()).hasSize(64);
        assertThat(response.getElapsed().getNanos()).isPositive();
    }

    @Test
    void answersAMixOfPicturesAndPixelsInTheirOrderWithFiveClassesEach() {
        // Given
        ClassifyRequest request = ClassifyRequest.newBuilder()
                .addImages(ServiceClient.encoded(ImageFiles.png(200, 100)))
                .addImages(ServiceClient.raw(TinyNetwork.pixels(7)))
                .addImages(ServiceClient.encoded(ImageFiles.jpeg(32, 32)))
                .setModel("cifar10")
                .setVersion(live)
                .build();
        // When
        ClassifyResponse response = client.inference().classify(request);
        // Then
        assertThat(response.getPredictionsList()).hasSize(3).allMatch(p -> p.getClassesCount() == 5);
        ClassProbability alone = client.classify(7).getPredictions(0).getClasses(0);
        ClassProbability among = response.getPredictions(1).getClasses(0);
        assertThat(among.getLabel()).isEqualTo(alone.getLabel());
        assertThat(among.getProbability()).isCloseTo(alone.getProbability(), within(1e-4f));
    }

    @Test
    void answersMoreImagesThanABatchTakes() {
        // Given
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder().setTopK(1);
        for (int i = 0; i < 64; i++) {
            request.addImages(ServiceClient.raw(TinyNetwork.pixels(i)));
        }
        // When
        ClassifyResponse response = client.inference().classify(request.build());
        // Then
        for (int i = 0; i < 64; i += 9) {
            assertThat(response.getPredictions(i).getClasses(0).getLabel())
                    .isEqualTo(
                            client.classify(i).getPredictions(0).getClasses(0).getLabel());
        }
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertViolation(
                ServiceClient.request(ServiceClient.raw(new byte[17])),
                "images[0].raw",
                "must be 3072 bytes (32×32×3), was 17");
        assertViolation(ServiceClient.request(Image.getDefaultInstance()), "images[0].content", "must be set");
        assertViolation(ServiceClient.request(ServiceClient.encoded(new byte[0])), "images[0].encoded", "");
        assertViolation(
                ServiceClient.request(ServiceClient.encoded("a text".getBytes(StandardCharsets.UTF_8))),
                "images[0].encoded",
                "PNG");
        assertViolation(
                ServiceClient.request(ServiceClient.encoded(ImageFiles.pngHeader(20_000, 20_000))),
                "images[0].encoded",
                "20000");
        assertViolation(ServiceClient.request(1).toBuilder().setTopK(-1).build(), "top_k", "was -1");
        assertViolation(ServiceClient.request(1).toBuilder().setTopK(11).build(), "top_k", "at most 10");
        assertViolation(ClassifyRequest.getDefaultInstance(), "images", "from 1 to 64 images, was 0");
    }

    @Test
    void knowsOnlyWhatIsLive() {
        // Given
        ClassifyRequest request = ServiceClient.request(1);
        // Then
        assertThat(client.failure(request.toBuilder().setVersion("999").build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(client.failure(request.toBuilder().setModel("mnist").build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        StatusRuntimeException unknown = catchThrowableOfType(StatusRuntimeException.class, () -> client.inference()
                .getModel(GetModelRequest.newBuilder().setModel("mnist").build()));
        assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void answersAStreamInOrderAndEndsItWithTheFirstError() throws Exception {
        // Given
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        StreamObserver<ClassifyRequest> requests = client.asynchronous().classifyStream(collectInto(answers));
        // When: twice as many requests as the stream's window, then a bad one
        for (int i = 0; i < 16; i++) {
            requests.onNext(ServiceClient.request(i));
        }
        requests.onNext(ClassifyRequest.getDefaultInstance());
        // Then
        for (int i = 0; i < 16; i++) {
            assertThat(answers.poll(60, TimeUnit.SECONDS)).isInstanceOfSatisfying(ClassifyResponse.class, answered(i));
        }
        assertThat(answers.poll(60, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> assertThat(
                                ServiceClient.detail(failure, BadRequest.class)
                                        .getFieldViolations(0)
                                        .getField())
                        .isEqualTo("images"));
    }

    @Test
    void describesWhatItServes() {
        // Given
        client.awaitOnly(live);
        // When
        Model model = client.model();
        // Then
        assertThat(model.getArchitecture()).isEqualTo("resnet8-v1");
        assertThat(model.getLabelsList()).isEqualTo(TinyNetwork.LABELS);
        assertThat(model.getHeldOutAccuracy()).isEqualTo(.501);
        assertThat(model.getParameterCount()).isGreaterThan(70_000);
        assertThat(model.getPromotion()).isPositive();
        assertThat(model.getLiveSince().getSeconds()).isPositive();
        assertThat(client.inference()
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModelsList())
                .containsExactly(model);
    }

    /** The answer to one image's request of that seed. */
    private Consumer<ClassifyResponse> answered(long seed) {
        String likeliest = client.classify(seed).getPredictions(0).getClasses(0).getLabel();
        return response ->
                assertThat(response.getPredictions(0).getClasses(0).getLabel()).isEqualTo(likeliest);
    }

    private static StreamObserver<ClassifyResponse> collectInto(Queue<Object> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ClassifyResponse response) {
                answers.add(response);
            }

            @Override
            public void onError(Throwable failure) {
                answers.add(failure);
            }

            @Override
            public void onCompleted() {
                answers.add("completed");
            }
        };
    }

    @Test
    void namesTheFirstOfManyImagesThatAreWrong() {
        // Given
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder();
        for (int i = 0; i < 64; i++) {
            request.addImages(ServiceClient.raw(new byte[7]));
        }
        // When
        StatusRuntimeException refusal = client.failure(request.build());
        // Then: all of them would be more than a client takes
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(ServiceClient.detail(refusal, BadRequest.class).getFieldViolationsList())
                .extracting(FieldViolation::getField)
                .startsWith("images[0].raw", "images[1].raw")
                .hasSize(5);
    }

    private void assertViolation(ClassifyRequest request, String field, String words) {
        StatusRuntimeException refusal = client.failure(request);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        FieldViolation violation =
                ServiceClient.detail(refusal, BadRequest.class).getFieldViolations(0);
        assertThat(violation.getField()).isEqualTo(field);
        assertThat(violation.getDescription()).contains(words);
    }
}
