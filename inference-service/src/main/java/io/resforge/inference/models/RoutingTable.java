package io.resforge.inference.models;

import io.resforge.inference.models.Lease.RouteReason;
import io.resforge.inference.models.Routing.TrafficShare;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The versions that are loaded at one moment, and which of them answers what.
 *
 * @param versions by number
 * @param routing empty while no version is live
 */
record RoutingTable(Map<String, CountedEngine> versions, Optional<Routing> routing) {

    static final RoutingTable EMPTY = new RoutingTable(Map.of(), Optional.empty());

    /** A version, and how a call came to it. */
    record Picked(CountedEngine counted, RouteReason origin) {}

    RoutingTable {
        versions = Map.copyOf(versions);
    }

    RoutingTable with(CountedEngine counted) {
        Map<String, CountedEngine> more = new HashMap<>(versions);
        more.put(counted.model().version(), counted);
        return new RoutingTable(more, routing);
    }

    /** Only what the routing takes stays. */
    RoutingTable routed(Routing next) {
        Map<String, CountedEngine> kept = new HashMap<>(versions);
        kept.keySet().retainAll(next.versions());
        if (!kept.keySet().equals(next.versions())) {
            throw new IllegalArgumentException(
                    next + " takes versions that are not loaded; loaded are " + versions.keySet());
        }
        return new RoutingTable(kept, Optional.of(next));
    }

    Optional<CountedEngine> live() {
        return routing.map(routes -> versions.get(routes.live()));
    }

    /** The version that answers a call. */
    Optional<Picked> pick(VersionChoice choice, DoubleSupplier chance) {
        return switch (choice) {
            case VersionChoice.Any _ -> routing.map(routes -> any(routes, chance));
            case VersionChoice.Version(String number) -> asked(number);
            case VersionChoice.Label(String name) ->
                routing.map(routes -> routes.labels().get(name)).flatMap(this::asked);
        };
    }

    /** The version that computes a copy of a call, if this one is to be copied. */
    Optional<Picked> shadow(DoubleSupplier chance) {
        return routing.flatMap(Routing::shadow)
                .filter(shadow -> chance.getAsDouble() < shadow.share())
                .map(shadow -> new Picked(versions.get(shadow.version()), RouteReason.SHADOW));
    }

    private Picked any(Routing routes, DoubleSupplier chance) {
        Optional<TrafficShare> canary = routes.canary();
        return canary.isPresent() && chance.getAsDouble() < canary.get().share()
                ? new Picked(versions.get(canary.get().version()), RouteReason.CANARY)
                : new Picked(versions.get(routes.live()), RouteReason.LIVE);
    }

    private Optional<Picked> asked(String version) {
        return Optional.ofNullable(versions.get(version)).map(counted -> new Picked(counted, RouteReason.ASKED));
    }
}
