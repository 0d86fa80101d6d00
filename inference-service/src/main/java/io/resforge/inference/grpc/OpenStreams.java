package io.resforge.inference.grpc;

import io.resforge.inference.batcher.Overloaded;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the calls that stay open although nothing is asked for: each holds memory for as long as its client likes. When there are too
 * many, the one over which nothing has gone for longest is ended for the next.
 */
final class OpenStreams {

    private final int most;
    private final Set<InboundBytes> open = new HashSet<>();

    /** @param most that are open at a time */
    OpenStreams(int most) {
        this.most = most;
    }

    /** One more has begun; it is to be followed by one {@link #ended}. */
    void begun(InboundBytes stream) {
        Optional<InboundBytes> idle = Optional.empty();
        synchronized (open) {
            if (open.size() >= most) {
                long now = System.nanoTime();
                idle = open.stream().max(Comparator.comparingLong(one -> one.idleNanos(now)));
                idle.ifPresent(open::remove);
            }
            open.add(stream);
        }
        idle.ifPresent(one -> one.end(Overloaded.streams(most)));
    }

    /** One has ended, or was never begun. */
    void ended(InboundBytes stream) {
        synchronized (open) {
            open.remove(stream);
        }
    }
}
