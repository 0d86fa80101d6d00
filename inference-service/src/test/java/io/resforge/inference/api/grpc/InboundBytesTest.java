package io.resforge.inference.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.batching.RequestBudget.Reservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundBytesTest {

    private static final Duration NO_TIME = Duration.ofNanos(-1);

    private final RequestBudget.MemoryAccount account = new RequestBudget(1 << 20, 1).requests();
    private final List<RuntimeException> refusals = new ArrayList<>();
    private final List<InboundBytes> ended = new ArrayList<>();

    @Test
    void holdsAMessageFromItsFirstFrameUntilWhoeverClaimedItGivesItBack() {
        // Given
        InboundBytes call = call(false);
        long empty = account.held();
        // When
        call.inboundMessage(0);
        call.inboundWireSize(100_000);
        long arriving = account.held();
        call.inboundMessageRead(0, 100_000, 100_000);
        call.parse().grow(5_000);
        Reservation claimed = call.claim();
        call.streamClosed(Status.CANCELLED);
        // Then
        assertThat(arriving - empty).isGreaterThanOrEqualTo(100_000);
        assertThat(account.held()).isEqualTo(claimed.bytes()).isGreaterThanOrEqualTo(105_000);
        claimed.close();
        assertThat(account.held()).isZero();
        assertThat(ended).containsExactly(call);
    }

    /** gRPC fails by some headers after it has asked for a tracer. */
    @Test
    void forgetsACallThatNeverBeginsToBeHandled() {
        for (boolean streaming : new boolean[] {false, true}) {
            InboundBytes call = new InboundBytes(account, 400_000, streaming, _ -> {}, ended::add);
            call.endIfLate(NO_TIME);
            assertThat(account.held()).isZero();
            assertThat(ended).contains(call);
        }
    }

    @Test
    void givesBackWhatWasNeverClaimed() {
        InboundBytes call = call(true);
        for (int message = 0; message < 3; message++) {
            call.inboundMessage(message);
            call.inboundWireSize(1_000);
            call.inboundMessageRead(message, 1_000, 1_000);
        }
        call.parse();
        call.inboundMessage(3);
        call.inboundWireSize(1_000);

        call.streamClosed(Status.OK);

        assertThat(account.held()).isZero();
        assertThat(refusals).isEmpty();
    }

    @Test
    void refusesAMessageThatComesByteByByteBeforeItsFramesFillTheMemory() {
        InboundBytes call = call(false);
        call.inboundMessage(0);
        int frames = 0;
        while (refusals.isEmpty()) {
            call.inboundWireSize(1);
            frames++;
        }

        assertThat(refusals).singleElement().isInstanceOf(Overloaded.class);
        assertThat(frames).isBetween(1_000, 5_000);
        assertThat(account.held()).isZero();
    }

    @Test
    void refusesAMessageThatIsTooLarge() {
        InboundBytes call = call(false);
        call.inboundMessage(0);
        call.inboundWireSize(200_000);
        call.inboundWireSize(200_001);

        assertThat(refusals).singleElement().isInstanceOf(BodyBytes.TooLarge.class);
    }

    @Test
    void endsACallWhoseMessageDoesNotComeInTimeButNoStreamThatIsSilent() {
        InboundBytes unary = call(false);
        InboundBytes stream = call(true);

        stream.endIfLate(NO_TIME);
        assertThat(refusals).isEmpty();
        unary.endIfLate(NO_TIME);
        assertThat(refusals).singleElement().isInstanceOf(BodyBytes.TooSlow.class);

        stream.inboundMessage(0);
        stream.inboundWireSize(1);
        stream.endIfLate(Duration.ofHours(1));
        assertThat(refusals).hasSize(1);
        stream.endIfLate(NO_TIME);
        assertThat(refusals).hasSize(2);
        assertThat(account.held()).isZero();
    }

    private InboundBytes call(boolean streaming) {
        InboundBytes call = new InboundBytes(account, 400_000, streaming, _ -> {}, ended::add);
        call.onRefusal(refusals::add);
        call.serverCallStarted(new Started());
        return call;
    }

    /** A call over no connection. */
    private static final class Started extends ServerStreamTracer.ServerCallInfo<Object, Object> {

        @Override
        public MethodDescriptor<Object, Object> getMethodDescriptor() {
            throw new UnsupportedOperationException("is not asked for");
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.EMPTY;
        }

        @Override
        public String getAuthority() {
            return null;
        }
    }
}
