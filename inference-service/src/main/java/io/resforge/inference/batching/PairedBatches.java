package io.resforge.inference.batching;

import io.resforge.inference.models.Lease;
import io.resforge.inference.models.Lease.RouteReason;
import java.util.HashMap;
import java.util.Map;

/**
 * Has the two versions of a trial compute batches of one size: only these show which version is slower. In a busy
 * server the version with fewer calls would have smaller batches; so after a batch of one, the next of the other has no
 * more images. Guarded by the queue's lock.
 */
final class PairedBatches {

    /** What the other version of a trial is to compute next. */
    private record Due(RouteReason origin, int images) {}

    private final Map<String, Due> due = new HashMap<>();

    /** How many images of a lease's version a batch may have. */
    int most(Lease lease, int images) {
        return isDue(lease) ? Math.min(images, due.get(lease.model().name()).images()) : images;
    }

    /** A batch is computed. One that was made smaller is the end of a pair. */
    void taken(Lease lease, int images) {
        boolean paired = isDue(lease) && due.get(lease.model().name()).images() == images;
        if (paired) {
            due.remove(lease.model().name());
        } else if (lease.origin() == RouteReason.CANARY) {
            due.put(lease.model().name(), new Due(RouteReason.LIVE, images));
        } else if (lease.origin() == RouteReason.LIVE) {
            due.put(lease.model().name(), new Due(RouteReason.CANARY, images));
        }
    }

    private boolean isDue(Lease lease) {
        Due next = due.get(lease.model().name());
        return next != null && next.origin() == lease.origin();
    }
}
