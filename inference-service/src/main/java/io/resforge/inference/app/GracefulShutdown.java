package io.resforge.inference.app;

import io.grpc.Server;
import io.resforge.inference.api.CallDrain;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Takes leave of clients so that a client with another server to go to loses no call. The gRPC server stops to listen and tells every
 * client (GOAWAY) to send its next calls elsewhere. What a client sent before it heard that is still answered.
 */
final class GracefulShutdown {

    private static final System.Logger LOG = System.getLogger("resforge");
    /** No call for so long means that clients have heard. */
    private static final Duration QUIET = Duration.ofMillis(200);
    /** Open streams and HTTP clients, which hear nothing, are not quiet; then it goes on without. */
    private static final Duration QUIET_WITHIN = Duration.ofSeconds(2);
    /** For what never ends by itself, such as a health watch, to be told. */
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

    private final CallDrain calls;
    private final Duration grace;

    /** @param grace for all that is under way */
    GracefulShutdown(CallDrain calls, Duration grace) {
        this.calls = calls;
        this.grace = grace;
    }

    void to(Optional<Server> server) throws InterruptedException {
        long begin = System.nanoTime();
        server.ifPresent(Server::shutdown);
        calls.awaitQuiet(QUIET, QUIET_WITHIN.compareTo(grace) < 0 ? QUIET_WITHIN : grace);
        Duration left = grace.minusNanos(System.nanoTime() - begin);
        int broken = calls.drain(left.isNegative() ? Duration.ZERO : left);
        if (broken > 0) {
            LOG.log(Level.WARNING, broken + " calls had not ended after " + grace + "; they are broken off");
        }
        if (server.isPresent()) {
            server.get().shutdownNow().awaitTermination(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
