package io.resforge.trainer.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.fuzz.DirectCall;
import io.resforge.fuzz.FewObjects;
import io.resforge.fuzz.FuzzBounds;
import io.resforge.fuzz.Inputs;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStore;
import io.resforge.support.access.LetIn;
import io.resforge.trainer.api.Streams.StreamConfig;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.ProcessBackend;
import io.resforge.trainer.backend.process.WorkerLauncher;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.run.RunService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Every RPC of the control plane, of which a caller may send any bytes. The first says which RPC, the others are its message. */
public class TrainerCallsFuzzTest {

    /** A caller's mistake is none of these. */
    private static final Set<Status.Code> WRONG =
            EnumSet.of(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DATA_LOSS, Status.Code.UNAVAILABLE);

    @FuzzTest
    void call(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        List<ServerMethodDefinition<?, ?>> methods = methods();
        var method = methods.get(Byte.toUnsignedInt(input[0]) % methods.size());
        byte[] message = Arrays.copyOfRange(input, 1, input.length);
        FuzzBounds.hold(
                (16 << 20) + 500L * input.length,
                () -> {
                    Status status = LetIn.context().call(() -> DirectCall.of(method, message));
                    if (WRONG.contains(status.getCode())) {
                        throw new AssertionError(method.getMethodDescriptor().getFullMethodName() + ": " + status);
                    }
                },
                StatusRuntimeException.class); // bytes that are no message
    }

    /** All methods in the order of their names, over a store with a run, a version and a promotion. */
    private static List<ServerMethodDefinition<?, ?>> methods() {
        FewObjects store = new FewObjects()
                .with("runs/run-1/spec.json", Inputs.of("StoreFuzzTest", "record", "spec.json"))
                .with("models/cifar10/versions/1/manifest.json", Inputs.of("StoreFuzzTest", "manifest", "plain.json"))
                .with("models/cifar10/promotions/00000001.json", Inputs.of("StoreFuzzTest", "promotion", "first.json"));
        Clock clock = Clock.systemUTC();
        RunStore runs = new RunStore(store);
        Checkpoints checkpoints = new Checkpoints(store, clock);
        Promotions promotions = new Promotions(store, clock);
        TrainingRuns trainingRuns = new TrainingRuns(runs);
        RunService service = new RunService(
                runs,
                checkpoints,
                new ProcessBackend(runs, trainingRuns, new NoLauncher(), () -> {}),
                clock,
                new Random(1));
        Streams streams = new Streams(new StreamConfig(Duration.ofMillis(1)));
        AllowedInput allowed = AllowedInput.of("/tmp/store", true, List.of(AllowedInput.ANY), List.of("example.com/"));
        return Stream.of(
                        new TrainerGrpc(service, streams, allowed).bindService(),
                        new RegistryGrpc(new VersionReader(checkpoints, promotions, runs), promotions, streams)
                                .bindService())
                .map(bound -> ServerInterceptors.intercept(bound, new RequestBounds()))
                .flatMap(bound -> bound.getMethods().stream())
                .sorted(Comparator.comparing((ServerMethodDefinition<?, ?> it) ->
                        it.getMethodDescriptor().getFullMethodName()))
                .<ServerMethodDefinition<?, ?>>map(it -> it)
                .toList();
    }

    /** Starts nothing. */
    private static final class NoLauncher implements WorkerLauncher {

        @Override
        public int capacity() {
            return 0;
        }

        @Override
        public List<Violation> objections(RunRequest request) {
            return List.of();
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public RunAttempt claim() {
            return RunAttempt.only("none", "host", 1, null, Instant.EPOCH);
        }

        @Override
        public RunAttempt launch(TrainingRun run, RunAttempt claim) {
            return claim;
        }

        @Override
        public Liveness liveness(String runId, RunAttempt launch) {
            return new Liveness.Unseen();
        }

        @Override
        public void stop(String runId, RunAttempt launch) {
            // It runs nothing.
        }

        @Override
        public void forgetLog(String runId) {
            // It writes none.
        }

        @Override
        public Path log(String runId) {
            return Path.of("no-log");
        }
    }
}
