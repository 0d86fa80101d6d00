package io.resforge.inference.slot;

import io.resforge.inference.model.Choice;
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
record Table(Map<String, Counted> versions, Optional<Routing> routing) {

    static final Table EMPTY = new Table(Map.of(), Optional.empty());

    /** A version, and how a call came to it. */
    record Picked(Counted counted, Origin origin) {}

    Table {
        versions = Map.copyOf(versions);
    }

    Table with(Counted counted) {
        Map<String, Counted> more = new HashMap<>(versions);
        more.put(counted.model().version(), counted);
        return new Table(more, routing);
    }

    /** Only what the routing takes stays. */
    Table routed(Routing next) {
        Map<String, Counted> kept = new HashMap<>(versions);
        kept.keySet().retainAll(next.versions());
        if (!kept.keySet().equals(next.versions())) {
            throw new IllegalArgumentException(
                    next + " takes versions that are not loaded; loaded are " + versions.keySet());
        }
        return new Table(kept, Optional.of(next));
    }

    Optional<Counted> live() {
        return routing.map(routes -> versions.get(routes.live()));
    }

    /** The version that answers a call. */
    Optional<Picked> pick(Choice choice, DoubleSupplier chance) {
        return switch (choice) {
            case Choice.Any _ -> routing.map(routes -> any(routes, chance));
            case Choice.Version(String number) -> asked(number);
            case Choice.Label(String name) ->
                routing.map(routes -> routes.labels().get(name)).flatMap(this::asked);
        };
    }

    /** The version that computes a copy of a call, if this one is to be copied. */
    Optional<Picked> shadow(DoubleSupplier chance) {
        return routing.flatMap(Routing::shadow)
                .filter(shadow -> chance.getAsDouble() < shadow.share())
                .map(shadow -> new Picked(versions.get(shadow.version()), Origin.SHADOW));
    }

    private Picked any(Routing routes, DoubleSupplier chance) {
        Optional<Share> canary = routes.canary();
        return canary.isPresent() && chance.getAsDouble() < canary.get().share()
                ? new Picked(versions.get(canary.get().version()), Origin.CANARY)
                : new Picked(versions.get(routes.live()), Origin.LIVE);
    }

    private Optional<Picked> asked(String version) {
        return Optional.ofNullable(versions.get(version)).map(counted -> new Picked(counted, Origin.ASKED));
    }
}
