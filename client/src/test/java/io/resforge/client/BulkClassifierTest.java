package io.resforge.client;

import static io.resforge.testing.ServerErrors.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.resforge.client.BulkClassifier.Answer;
import io.resforge.testing.FakeServer;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import io.resforge.v1.ModelVersion;
import io.resforge.v1.Prediction;
import java.io.IOException;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many images in many calls. */
@Timeout(60)
class BulkClassifierTest {

    private final Reading service = new Reading();
    private final FakeServer server = FakeServer.of(service);
    private final ResForgeClient client = ResForgeClient.builder()
            .inference(server.address())
            .deadline(java.time.Duration.ofMinutes(5))
            .build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** Takes the text of an image for its class, and refuses texts that begin with "bad". */
    private static final class Reading extends InferenceServiceImplBase {

        private final Queue<ClassifyRequest> asked = new ConcurrentLinkedQueue<>();
        private final Deque<StatusRuntimeException> failures = new ConcurrentLinkedDeque<>();
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger mostUnderWay = new AtomicInteger();
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private volatile CountDownLatch come = new CountDownLatch(0);
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean mute;

        @Override
        public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> caller) {
            asked.add(request);
            mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            ((ServerCallStreamObserver<ClassifyResponse>) caller).setOnCancelHandler(cancelled::countDown);
            come.countDown();
            if (mute) {
                return;
            }
            awaitGate();
            underWay.decrementAndGet();
            StatusRuntimeException planned = failures.poll();
            StatusRuntimeException failure = planned == null ? refusal(request) : planned;
            if (failure != null) {
                caller.onError(failure);
                return;
            }
            ClassifyResponse.Builder answer = ClassifyResponse.newBuilder()
                    .setModel(ModelVersion.newBuilder().setVersion("" + asked.size()));
            request.getImagesList()
                    .forEach(image -> answer.addPredictions(Prediction.newBuilder()
                            .addClasses(ClassProbability.newBuilder()
                                    .setLabel(image.getEncoded().toStringUtf8()))));
            caller.onNext(answer.build());
            caller.onCompleted();
        }

        private void awaitGate() {
            try {
                gate.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }

        private static StatusRuntimeException refusal(ClassifyRequest request) {
            BadRequest.Builder wrong = BadRequest.newBuilder();
            for (int i = 0; i < request.getImagesCount(); i++) {
                if (request.getImages(i).getEncoded().toStringUtf8().startsWith("bad")) {
                    wrong.addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField("images[" + i + "].encoded")
                            .setDescription("is no image"));
                }
            }
            return wrong.getFieldViolationsCount() == 0
                    ? null
                    : status(Code.INVALID_ARGUMENT, "some are no images", wrong.build());
        }
    }

    private static Image image(String text) {
        return Images.encoded(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Stream<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "image " + i);
    }

    private BulkClassifier bulk() {
        return client.inference().bulk();
    }

    private static List<String> texts(Stream<Answer<String>> answers) {
        try (answers) {
            return answers.map(Answer::text).toList();
        }
    }

    @Test
    void answersInOrderInCallsOfBoundedSize() {
        List<String> texts = texts(bulk().imagesPerCall(7).classify(names(100), BulkClassifierTest::image));
        assertThat(texts).containsExactlyElementsOf(names(100).toList());
        assertThat(service.asked).hasSize(15).allMatch(call -> call.getImagesCount() <= 7);
    }

    @Test
    void answersNothingForNothing() {
        assertThat(bulk().classify(Stream.of())).isEmpty();
        assertThat(service.asked).isEmpty();
    }

    @Test
    void hasNoMoreCallsUnderWayThanAllowedAndReadsNoFurtherAhead() throws Exception {
        // Given
        AtomicInteger read = new AtomicInteger();
        service.gate = new CountDownLatch(1);
        service.come = new CountDownLatch(3);
        Thread opener = new Thread(() -> {
            try {
                service.come.await();
                service.gate.countDown();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        });
        opener.start();
        Iterator<String> endless =
                Stream.iterate(0, i -> i + 1).map(i -> "image " + i).iterator();
        Stream<String> sources = Stream.generate(endless::next);
        // When
        try (Stream<Answer<String>> answers = bulk().imagesPerCall(5)
                .callsInFlight(3)
                .classify(sources, name -> {
                    read.incrementAndGet();
                    return image(name);
                })) {
            assertThat(answers.limit(1).map(Answer::text)).containsExactly("image 0");
        }
        // Then
        opener.join();
        assertThat(service.mostUnderWay).hasValue(3);
        assertThat(read).hasValueLessThanOrEqualTo(4 * 5);
    }

    @Test
    void losesNoOtherImageForABadOne() {
        Stream<String> names = Stream.of("a", "bad b", "c", "unreadable d", "bad e", "f", "unreadable g");
        List<String> texts = texts(bulk().imagesPerCall(4).classify(names, name -> {
            if (name.startsWith("unreadable")) {
                throw new IOException("the disk is gone");
            }
            return image(name);
        }));
        assertThat(texts)
                .containsExactly(
                        "a",
                        "is no image",
                        "c",
                        "cannot be read: java.io.IOException: the disk is gone",
                        "is no image",
                        "f",
                        "cannot be read: java.io.IOException: the disk is gone");
    }

    @Test
    void answersForImagesThatAreAllBad() {
        try (Stream<Answer<Image>> answers = bulk().classify(Stream.of(image("bad"), image("bad too")))) {
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.problem()).contains("is no image");
                assertThat(answer.prediction()).isEmpty();
                assertThat(answer.model()).isEmpty();
            });
        }
    }

    @Test
    void sendsNoImageThatIsLargerThanAServerTakesAndLargeOnesInCallsOfTheirOwn() {
        Image large = Images.encoded(new byte[9 << 20]);
        Image tooLarge = Images.encoded(new byte[33 << 20]);
        try (Stream<Answer<Image>> answers = bulk().callsInFlight(1).classify(Stream.of(large, tooLarge, large))) {
            assertThat(answers.map(Answer::problem).map(it -> it.orElse("none")))
                    .containsExactly(
                            "none",
                            "an image may have 32 MiB at the most, this one has " + tooLarge.getSerializedSize()
                                    + " bytes",
                            "none");
        }
        assertThat(service.asked).hasSize(2);
    }

    @Test
    void asksAgainWhenTheServerSaysThatThereWillBeRoom() {
        Message soon = RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setNanos(1_000_000))
                .build();
        service.failures.add(status(Code.RESOURCE_EXHAUSTED, "the queue is full", soon));
        service.failures.add(status(Code.RESOURCE_EXHAUSTED, "the queue is full", soon));
        assertThat(texts(bulk().imagesPerCall(1).classify(names(5), BulkClassifierTest::image)))
                .containsExactlyElementsOf(names(5).toList());
        assertThat(service.asked).hasSize(7);
    }

    @Test
    void givesUpWhenThereIsNoRoomWithinTheDeadline() {
        Message late = RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(3600))
                .build();
        service.failures.add(status(Code.RESOURCE_EXHAUSTED, "the queue is full", late));
        assertThatThrownBy(() -> texts(bulk().classify(names(1), BulkClassifierTest::image)))
                .hasMessage("the queue is full");
    }

    @Test
    void endsWithTheFailureOfACallThatIsNoImagesFault() {
        service.failures.add(
                Status.NOT_FOUND.withDescription("there is no model 'x'").asRuntimeException());
        ResForgeException failure = catchThrowableOfType(
                ResForgeException.class,
                () -> texts(bulk().imagesPerCall(1)
                        .callsInFlight(1)
                        .question(ClassifyRequest.newBuilder().setModel("x").build())
                        .classify(names(9), BulkClassifierTest::image)));
        assertThat(failure).hasMessage("there is no model 'x'");
        assertThat(service.asked).singleElement().matches(call -> call.getModel()
                .equals("x"));
    }

    @Test
    void hasOneVersionAnswerAll() {
        texts(bulk().imagesPerCall(2).oneVersion().classify(names(9), BulkClassifierTest::image));
        assertThat(service.asked).extracting(ClassifyRequest::getVersion).containsExactly("", "1", "1", "1", "1");
    }

    @Test
    void cancelsWhatIsUnderWayAndClosesTheSourcesWhenItIsClosed() throws Exception {
        // Given
        service.mute = true;
        service.come = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Stream<Answer<String>> answers =
                bulk().classify(names(3).onClose(closed::countDown), BulkClassifierTest::image);
        Iterator<Answer<String>> each = answers.iterator();
        Thread taker = new Thread(() -> {
            try {
                each.hasNext();
            } catch (CancellationException interrupted) {
                // as it should be
            }
        });
        taker.start();
        service.come.await();
        // When
        taker.interrupt();
        taker.join();
        answers.close();
        // Then
        service.cancelled.await();
        closed.await();
        assertThat(each.hasNext()).isFalse();
    }

    @Test
    void refusesSizesOutOfRangeAndAQuestionWithImages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bulk().imagesPerCall(0))
                .withMessage("imagesPerCall must be within 1 to 1024, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bulk().callsInFlight(1025))
                .withMessage("callsInFlight must be within 1 to 1024, was 1025");
        assertThatIllegalArgumentException().isThrownBy(() -> bulk().question(
                        ClassifyRequest.newBuilder().addImages(image("a")).build()));
    }
}
