package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.CallStatistics.CallTotals;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The meters of the versions that are served, each from its first call on, which may come before it is live. */
final class VersionMeterRegistry {

    /** Versions that are known to be gone, whose last calls may still be under way: those get no meters again. */
    private static final int MOST_GONE = 256;

    private final MeterRegistry registry;
    private final Map<VersionId, VersionMeters> meters = new ConcurrentHashMap<>();
    private final Map<VersionId, Boolean> gone = new LinkedHashMap<>();
    private final Map<String, VersionId> live = new ConcurrentHashMap<>();
    private final Map<String, VersionId> before = new ConcurrentHashMap<>();
    /** Models of which it is told which versions are served. */
    private final Set<String> told = new HashSet<>();

    VersionMeterRegistry(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The meters of a version; none if it is gone, or replaced by another of the same number. */
    Optional<VersionMeters> of(LiveModel model) {
        VersionId id = VersionId.of(model);
        VersionMeters known = meters.get(id);
        return known != null && known.isOf(model) ? Optional.of(known) : addNewer(id, model);
    }

    /** How the calls to a version went; nothing before the first. */
    CallTotals totals(LiveModel model) {
        VersionMeters known = meters.get(VersionId.of(model));
        return known != null && known.isOf(model) ? known.statistics().totals() : CallTotals.NONE;
    }

    /**
     * A version went live. The one before keeps its meters for its last calls. Others of the model that are not used
     * lose theirs, unless it is told which versions are served.
     */
    synchronized void live(LiveModel model) {
        VersionId id = VersionId.of(model);
        gone.remove(id);
        VersionMeters next = add(id, model);
        replaced(live.put(model.name(), id), id);
        next.live(model);
        next.takeUsed();
        if (!told.contains(model.name())) {
            removeIf(other -> other.model().equals(model.name())
                    && mayEnd(other)
                    && !meters.get(other).takeUsed());
        }
    }

    private void replaced(VersionId old, VersionId id) {
        VersionMeters of = old == null ? null : meters.get(old);
        if (of != null) {
            of.retire();
            of.takeUsed();
            if (!old.equals(id)) {
                before.put(old.model(), old);
            }
        }
    }

    private boolean mayEnd(VersionId id) {
        return !id.equals(live.get(id.model())) && !id.equals(before.get(id.model()));
    }

    /** Of this model no other versions than these are served. */
    synchronized void served(String model, Set<String> versions) {
        told.add(model);
        removeIf(id -> {
            boolean ends = id.model().equals(model) && !versions.contains(id.version()) && mayEnd(id);
            if (ends) {
                gone.put(id, Boolean.TRUE);
            }
            return ends;
        });
        versions.forEach(version -> gone.remove(new VersionId(model, version)));
        while (gone.size() > MOST_GONE) {
            gone.remove(gone.keySet().iterator().next());
        }
    }

    /** A model is in memory no more, and has no meters until it is loaded again. */
    synchronized void unloaded(String model) {
        live.remove(model);
        before.remove(model);
        served(model, Set.of());
        told.remove(model);
    }

    /** The last calls of what was replaced are not to bring its meters back. */
    private synchronized Optional<VersionMeters> addNewer(VersionId id, LiveModel model) {
        VersionMeters known = meters.get(id);
        boolean late = known != null && !known.isOf(model) && known.isNewerThan(model);
        return gone.containsKey(id) || late ? Optional.empty() : Optional.of(add(id, model));
    }

    private VersionMeters add(VersionId id, LiveModel model) {
        VersionMeters known = meters.get(id);
        if (known != null && known.isOf(model)) {
            return known;
        }
        if (known != null) {
            known.remove(); // their series have the same names
        }
        VersionMeters added = new VersionMeters(registry, model);
        meters.put(id, added);
        return added;
    }

    private void removeIf(Predicate<VersionId> ends) {
        Iterator<Map.Entry<VersionId, VersionMeters>> each = meters.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<VersionId, VersionMeters> entry = each.next();
            if (ends.test(entry.getKey())) {
                each.remove();
                entry.getValue().remove();
            }
        }
    }

    /** Names a version of a model. */
    record VersionId(String model, String version) {

        static VersionId of(LiveModel live) {
            return new VersionId(live.name(), live.version());
        }
    }
}
