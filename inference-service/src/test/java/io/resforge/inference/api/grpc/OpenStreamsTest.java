package io.resforge.inference.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.resforge.inference.api.grpc.InboundBytes.OpenStreams;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenStreamsTest {

    private final RequestBudget.MemoryAccount account = new RequestBudget(1 << 20, 1).requests();
    private final List<String> refused = new ArrayList<>();
    private final OpenStreams streams = new OpenStreams(2);

    private InboundBytes begin(String name) {
        InboundBytes stream = new InboundBytes(account, 1_000, true, streams::used, streams::ended);
        stream.onRefusal(failure -> {
            assertThat(failure).isInstanceOf(Overloaded.class).hasMessageContaining("2 streams");
            refused.add(name);
        });
        streams.begun(stream);
        return stream;
    }

    @Test
    void endsTheOneOverWhichNothingHasGoneForLongest() {
        InboundBytes first = begin("first");
        begin("second");
        first.outboundMessage(0);
        begin("third");
        assertThat(refused).containsExactly("second");
        begin("fourth");
        assertThat(refused).containsExactly("second", "first");
    }

    @Test
    void endsNoneWhileThereIsRoom() {
        InboundBytes first = begin("first");
        begin("second");
        first.streamClosed(Status.OK);
        begin("third");
        assertThat(refused).isEmpty();
    }
}
