package io.resforge.inference.telemetry;



import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of versions on trial. Feedback comes long after a version is gone, so that meters stay until there are others: of the last
 * versions that anything was told of.
 */
final class Trials {

    private static final int MOST = 16;

    private final MeterRegistry registry;
    private final Map<VersionId, TrialMeters> meters = new ConcurrentHashMap<>();
    private final Deque<VersionId> order = new ArrayDeque<>();

    Trials(MeterRegistry registry) {
        this.registry = registry;
    }

    TrialMeters of(VersionId version) {
        TrialMeters known = meters.get(version);
        return known == null ? add(version) : known;
    }

    private synchronized TrialMeters add(VersionId version) {
        TrialMeters known = meters.get(version);
        if (known != null) {
            return known;
        }
        TrialMeters added = new TrialMeters(registry, version.model(), version.version());
        meters.put(version, added);
        order.addLast(version);
        if (order.size() > MOST) {
            meters.remove(order.removeFirst()).remove();
        }
        return added;
    }
}
