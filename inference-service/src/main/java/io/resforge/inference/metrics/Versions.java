package io.resforge.inference.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.resforge.inference.model.LiveModel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The meters of the versions that are served. A version has them from its first call on, which may come before the news that it is live. */
final class Versions {

    /** Versions that are known to be gone, whose last calls may still be under way: those get no meters again. */
    private static final int MOST_GONE = 256;

    private final MeterRegistry registry;
    private final Map<VersionId, VersionMeters> meters = new ConcurrentHashMap<>();
    private final Map<VersionId, Boolean> gone = new LinkedHashMap<>();
    private final Map<String, VersionId> live = new ConcurrentHashMap<>();

    Versions(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The meters of a version; none if it is gone. */
    Optional<VersionMeters> of(LiveModel model) {
        VersionId id = VersionId.of(model);
        VersionMeters known = meters.get(id);
        return known != null ? Optional.of(known) : add(id, model);
    }

    /** A version went live. Of the others of its model all but the one before lose their meters, unless they are in use. */
    synchronized void live(LiveModel model) {
        VersionId id = VersionId.of(model);
        gone.remove(id);
        VersionMeters next = add(id, model).orElseThrow();
        VersionId before = live.put(model.name(), id);
        if (before != null && meters.containsKey(before)) {
            meters.get(before).retire();
            meters.get(before).takeUsed();
        }
        next.live(model);
        next.takeUsed();
        removeIf(other -> !other.equals(id)
                && !other.equals(before)
                && other.model().equals(model.name())
                && !meters.get(other).takeUsed());
    }

    /** Of this model no other versions than these are served. */
    synchronized void served(String model, Set<String> versions) {
        removeIf(id -> {
            boolean ends = id.model().equals(model) && !versions.contains(id.version());
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

    private synchronized Optional<VersionMeters> add(VersionId id, LiveModel model) {
        return gone.containsKey(id)
                ? Optional.empty()
                : Optional.of(meters.computeIfAbsent(id, anew -> new VersionMeters(registry, model)));
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
}
