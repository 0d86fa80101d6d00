package io.resforge.trainer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.NothingToRollBack;
import io.resforge.registry.promotion.PromotionConflict;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatusesTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new DamagedObject("runs/a/spec.json", "it is empty", null), Code.DATA_LOSS, "DAMAGED_OBJECT"),
                arguments(new InvalidCheckpoint("a byte is wrong"), Code.DATA_LOSS, "INVALID_CHECKPOINT"),
                arguments(
                        new InvalidCheckpoint("not signed", new InvalidSignature("not signed")),
                        Code.FAILED_PRECONDITION,
                        "NOT_SIGNED"),
                arguments(new InvalidSignature("no key"), Code.FAILED_PRECONDITION, "NO_SIGNING_KEY"),
                arguments(new NothingToRollBack("no"), Code.FAILED_PRECONDITION, "NOTHING_TO_ROLL_BACK"),
                arguments(new PromotionConflict("3 came first"), Code.ABORTED, "OVERTAKEN"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsEachFailureWithItsReason(RuntimeException failure, Code code, String reason) throws Exception {
        Status status = StatusProto.fromThrowable(Statuses.of(failure));

        assertThat(status.getCode()).isEqualTo(code.value());
        assertThat(status.getMessage()).isEqualTo(failure.getMessage());
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"403,FORBIDDEN", "409,CONFLICT", "422,INVALID"})
    void passesOnWhatKubernetesSays(int code, String reason) throws Exception {
        var refused = new KubernetesClientException(
                "failed",
                code,
                new StatusBuilder().withMessage("User \"a\" cannot fly").build());

        Status status = StatusProto.fromThrowable(Statuses.of(ClusterFailure.of("submit run 'a'", refused)));

        assertThat(status.getMessage()).isEqualTo("could not submit run 'a': User \"a\" cannot fly");
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
    }

    @Test
    void asksToTryAgainWhenTheClusterIsAway() throws Exception {
        var away = new KubernetesClientException("failed", new ConnectException("Connection refused"));

        Status status = StatusProto.fromThrowable(Statuses.of(ClusterFailure.of("list runs", away)));

        assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE.value());
        assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isPositive();
    }

    @Test
    void keepsAnUnexpectedFailureToTheLog() {
        Status status = StatusProto.fromThrowable(Statuses.of(new IllegalStateException("secret path")));

        assertThat(status.getCode()).isEqualTo(Code.INTERNAL.value());
        assertThat(status.getMessage()).startsWith("an unexpected failure").doesNotContain("secret");
    }
}
