package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.resforge.v1.GetRunRequest;
import io.resforge.v1.RegistryServiceGrpc;
import io.resforge.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.TrainerServiceGrpc;
import io.resforge.v1.TrainerServiceGrpc.TrainerServiceBlockingStub;
import io.resforge.v1.WatchRunRequest;
import io.resforge.v1.WatchRunResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A client of the server under test. */
final class TrainerTestClient implements AutoCloseable {

    private final ManagedChannel channel;

    TrainerTestClient(int port) {
        channel =
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    }

    ManagedChannel channel() {
        return channel;
    }

    TrainerServiceBlockingStub trainer() {
        return TrainerServiceGrpc.newBlockingStub(channel).withDeadlineAfter(3, TimeUnit.MINUTES);
    }

    RegistryServiceBlockingStub registry() {
        return RegistryServiceGrpc.newBlockingStub(channel).withDeadlineAfter(3, TimeUnit.MINUTES);
    }

    Run submit(SubmitRunRequest request) {
        return trainer().submitRun(request).getRun();
    }

    Run get(String runId) {
        return trainer()
                .getRun(GetRunRequest.newBuilder().setRunId(runId).build())
                .getRun();
    }

    Iterator<WatchRunResponse> watch(String runId) {
        return trainer().watchRun(WatchRunRequest.newBuilder().setRunId(runId).build());
    }

    /** All that a watching client is told, until the run has ended. */
    List<Run> watchToTheEnd(String runId) {
        List<Run> told = new ArrayList<>();
        watch(runId).forEachRemaining(response -> told.add(response.getRun()));
        return told;
    }

    /** Waits until a run trains. */
    void awaitTraining(String runId) {
        Iterator<WatchRunResponse> watch = watch(runId);
        Run run;
        do {
            run = watch.next().getRun();
        } while (run.getState() == RunState.RUN_STATE_QUEUED || run.getState() == RunState.RUN_STATE_STARTING);
    }

    /** The status that a call fails with. */
    static Status failure(ThrowingCallable call) {
        return StatusProto.fromThrowable(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    /** The one detail of a status. */
    static <T extends Message> T detail(Status status, Class<T> type) {
        Any detail = status.getDetailsList().stream()
                .filter(any -> any.is(type))
                .findFirst()
                .orElseThrow();
        try {
            return detail.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
