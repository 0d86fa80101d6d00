package io.resforge.trainer.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.NothingToRollBack;
import io.resforge.registry.promotion.Overtaken;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatusesTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new DamagedObject("runs/a/spec.json", "it is empty", null), Code.DATA_LOSS, "DAMAGED_OBJECT"),
                arguments(new InvalidCheckpoint("a byte is wrong"), Code.DATA_LOSS, "INVALID_CHECKPOINT"),
                arguments(new NothingToRollBack("no"), Code.FAILED_PRECONDITION, "NOTHING_TO_ROLL_BACK"),
                arguments(new Overtaken("3 came first"), Code.ABORTED, "OVERTAKEN"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsEachFailureWithItsReason(RuntimeException failure, Code code, String reason) throws Exception {
        Status status = StatusProto.fromThrowable(Statuses.of(failure));

        assertThat(status.getCode()).isEqualTo(code.value());
        assertThat(status.getMessage()).isEqualTo(failure.getMessage());
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
    }

    @Test
    void keepsAnUnexpectedFailureToTheLog() {
        Status status = StatusProto.fromThrowable(Statuses.of(new IllegalStateException("secret path")));

        assertThat(status.getCode()).isEqualTo(Code.INTERNAL.value());
        assertThat(status.getMessage()).startsWith("an unexpected failure").doesNotContain("secret");
    }
}
