package io.resforge.inference.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestStreamTest {

    private static final int WINDOW = 3;

    private final FakeClient client = new FakeClient();
    private final List<CompletableFuture<ClassifyResponse>> underWay = new ArrayList<>();
    private final RequestStream<ClassifyRequest, ClassifyResponse> stream =
            RequestStream.open(client, WINDOW, this::begin, failure -> Status.INTERNAL
                    .withDescription(failure.getMessage())
                    .asRuntimeException());

    @Test
    void answersInTheOrderOfTheRequestsWhicheverIsDoneFirst() {
        // Given
        send(3);
        // When
        answer(2);
        answer(1);
        // Then
        assertThat(client.answers).isEmpty();
        answer(0);
        assertThat(client.answers).containsExactly("0", "1", "2");
    }

    @Test
    void asksForOneMoreRequestWithEachAnswer() {
        assertThat(client.requested).isEqualTo(WINDOW);
        // When
        send(3);
        answer(0);
        // Then
        assertThat(client.requested).isEqualTo(WINDOW + 1);
    }

    @Test
    void neitherAnswersNorReadsOnWhileTheClientTakesNothing() {
        // Given
        send(3);
        client.ready = false;
        // When
        answer(0);
        answer(1);
        // Then
        assertThat(client.answers).isEmpty();
        assertThat(client.requested).isEqualTo(WINDOW);
        client.ready = true;
        client.onReady.run();
        assertThat(client.answers).containsExactly("0", "1");
        assertThat(client.requested).isEqualTo(WINDOW + 2);
    }

    @Test
    void completesOnceEverythingIsAnswered() {
        // Given
        send(2);
        stream.onCompleted();
        answer(0);
        assertThat(client.completed).isFalse();
        // When
        answer(1);
        // Then
        assertThat(client.completed).isTrue();
    }

    @Test
    void endsWithTheFirstErrorInOrder() {
        // Given
        send(3);
        underWay.get(1).completeExceptionally(new IllegalStateException("broken"));
        answer(2);
        assertThat(client.error).isNull();
        // When
        answer(0);
        // Then
        assertThat(client.answers).containsExactly("0");
        assertThat(client.error).hasMessageContaining("broken");
        assertThat(client.completed).isFalse();
    }

    @Test
    void tellsTheClientOfAnAnswerThatCannotBeSent() {
        // Given
        send(2);
        client.sendingFails = true;
        // When
        answer(0);
        answer(1);
        // Then
        assertThat(client.error).hasMessageContaining("a message that cannot be written");
        assertThat(client.completed).isFalse();
    }

    @Test
    void tellsTheCallerOfAnAnswerThatCannotBeSent() {
        // Given
        client.sendingFails = true;
        CompletableFuture<ClassifyResponse> answer = begin(ClassifyRequest.getDefaultInstance());
        new Replies(new ServingObserver() {}).whenDone(answer, client);
        // When
        answer(0);
        // Then
        assertThat(client.error).isInstanceOf(StatusRuntimeException.class).hasMessageStartingWith("INTERNAL");
    }

    @Test
    void beginsNothingMoreOnceItHasFailed() {
        // Given
        send(1);
        underWay.getFirst().completeExceptionally(new IllegalStateException("broken"));
        // When: a request that was on its way
        send(1);
        // Then
        assertThat(underWay).hasSize(1);
    }

    @Test
    void sendsNothingMoreToAClientThatHasGone() {
        // Given
        send(2);
        // When
        client.onCancel.run();
        answer(0);
        answer(1);
        // Then
        assertThat(client.answers).isEmpty();
        assertThat(client.completed).isFalse();
    }

    private CompletableFuture<ClassifyResponse> begin(ClassifyRequest request) {
        CompletableFuture<ClassifyResponse> response = new CompletableFuture<>();
        underWay.add(response);
        return response;
    }

    private void send(int requests) {
        for (int i = 0; i < requests; i++) {
            stream.onNext(ClassifyRequest.getDefaultInstance());
        }
    }

    private void answer(int request) {
        underWay.get(request)
                .complete(ClassifyResponse.newBuilder()
                        .setModel(ModelVersion.newBuilder().setVersion(Integer.toString(request)))
                        .build());
    }
}
