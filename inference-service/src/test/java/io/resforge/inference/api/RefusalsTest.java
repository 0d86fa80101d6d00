package io.resforge.inference.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.neuralnet.image.InvalidImage;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {

    static Stream<RuntimeException> refusals() {
        return Stream.of(
                new CallAbandoned(),
                new ServerStopping(),
                new NotLive("model \"x\" is not served here"),
                new NoModelYet("no version is live"),
                new InvalidRequest("top_k", "must be at least 1"),
                new InvalidImage("must be 3072 bytes"));
    }

    @Test
    void aMessageIsCutBetweenCharactersAndCanBeWritten() {
        for (int before = 300; before < 420; before++) {
            String name = "x".repeat(before) + "\uD83D\uDC38".repeat(100);
            Failure failure = Failure.of(new InvalidRequest(name, "must be a name, was \"" + name + "\""));
            assertThat(failure.message())
                    .matches(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
            assertThat(failure.violations().getFirst().field())
                    .matches(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void anAnswerThatMayBeGivenThousandsOfTimesASecondHasNoStackTrace(RuntimeException refusal) {
        assertThat(refusal.getStackTrace()).isEmpty();
        assertThat(refusal.getMessage()).isNotBlank();
    }
}
