package io.resforge.cli.common;

import io.grpc.Status;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.registry.store.ObjectStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Asks the trainer service, or reads the store of the state folder where none was named and none answers: what was done is not gone
 * because nothing runs.
 */
public final class ServiceOrStore {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    /** Of a server that is not there, or is another's. */
    private static final Set<Status.Code> NOT_OURS =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.UNIMPLEMENTED, Status.Code.UNKNOWN);

    private final TrainerOption server;
    private final CommandContext context;
    private final Terminal narration;

    /** @param narration is told when it is the store that answers */
    public ServiceOrStore(TrainerOption server, CommandContext context, Terminal narration) {
        this.server = server;
        this.context = context;
        this.narration = narration;
    }

    /** Asks the one or reads the other. */
    public <T> T ask(Function<ResForgeClient, T> service, Function<ObjectStore, T> store) {
        if (server.isGiven()) {
            try (ResForgeClient client = server.connect()) {
                return service.apply(client);
            }
        }
        try (ResForgeClient client = server.connect(ANSWERS_WITHIN)) {
            return service.apply(client);
        } catch (ResForgeException failure) {
            if (!isAbsent(failure)) {
                throw failure;
            }
        }
        narration.line("@|faint No trainer service answers here; this is what the store says.|@");
        return store.apply(StoreOption.openOrCreate(context.home().store()));
    }

    /** Whether what answered, if anything did, is no service of ours. */
    public static boolean isAbsent(ResForgeException failure) {
        return NOT_OURS.contains(failure.status()) || isOfAnotherProtocol(failure);
    }

    /** What listens there speaks something else, such as HTTP/1.1. */
    private static boolean isOfAnotherProtocol(ResForgeException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure.status() == Status.Code.INTERNAL && message.contains("http2 exception");
    }
}
