package io.resforge.inference.api.grpc;

import io.resforge.inference.batching.Overloaded;
import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * Bounds the calls that stay open although nothing is asked for: each holds memory for as long as its client likes. When there are too
 * many, the one over which nothing has gone for longest is ended for the next.
 */
final class OpenStreams {

    private final int most;

    /** The one that is idle longest first. */
    private final LinkedHashSet<InboundBytes> open = new LinkedHashSet<>();

    /** @param most that are open at a time */
    OpenStreams(int most) {
        this.most = most;
    }

    /** One more has begun; it is to be followed by one {@link #ended}. */
    void begun(InboundBytes stream) {
        Optional<InboundBytes> idle = Optional.empty();
        synchronized (open) {
            if (open.size() >= most) {
                idle = Optional.of(open.removeFirst());
            }
            open.add(stream);
        }
        idle.ifPresent(one -> one.end(Overloaded.streams(most)));
    }

    /** A message goes over one, in either direction. */
    void used(InboundBytes stream) {
        synchronized (open) {
            if (open.remove(stream)) {
                open.addLast(stream);
            }
        }
    }

    /** One has ended, or was never begun. */
    void ended(InboundBytes stream) {
        synchronized (open) {
            open.remove(stream);
        }
    }
}
