package io.resforge.inference.models;

import io.resforge.inference.models.Lease.CountedEngine;
import io.resforge.inference.models.Lease.RouteReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;

/**
 * Which loaded version answers which call.
 *
 * @param live answers the calls that ask for no version in particular
 * @param beside further loaded versions, which can be asked for by number
 * @param canary answers a share of the live version's calls
 * @param shadow computes a share of the live version's calls as well
 */
public record Routing(
        String live,
        List<String> beside,
        Map<String, String> labels,
        Optional<TrafficShare> canary,
        Optional<TrafficShare> shadow) {

    public Routing {
        beside = List.copyOf(beside);
        labels = Map.copyOf(labels);
    }

    /** One version answers all. */
    public static Routing only(String live) {
        return new Routing(live, List.of(), Map.of(), Optional.empty(), Optional.empty());
    }

    /** The same without a version on trial. */
    public Routing withoutCanary() {
        return new Routing(live, beside, labels, Optional.empty(), shadow);
    }

    /** The versions that it takes. */
    public Set<String> versions() {
        Set<String> versions = new TreeSet<>(beside);
        versions.add(live);
        versions.addAll(labels.values());
        canary.map(TrafficShare::version).ifPresent(versions::add);
        shadow.map(TrafficShare::version).ifPresent(versions::add);
        return versions;
    }

    /** The labels of a version, sorted. */
    public List<String> labelsOf(String version) {
        return labels.entrySet().stream()
                .filter(label -> label.getValue().equals(version))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Share of the calls that ask for no version in particular that a version computes as well, from 0 to 1. */
    public double shadowShareOf(String version) {
        return shadow.filter(it -> it.version().equals(version))
                .map(TrafficShare::share)
                .orElse(0.0);
    }

    /** Share of the calls that ask for no version in particular that a version answers, from 0 to 1. */
    public double shareOf(String version) {
        double canaryShare = canary.map(TrafficShare::share).orElse(0.0);
        if (canary.isPresent() && version.equals(canary.get().version())) {
            return canaryShare;
        }
        return version.equals(live) ? 1 - canaryShare : 0;
    }

    /** A version and its share, from 0 to 1, of the calls that ask for no version in particular. */
    public record TrafficShare(String version, double share) {}

    /** The versions that are loaded at one moment, by number, and the routing; empty while no version is live. */
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

    /** Which version of a model is to answer a call. */
    public sealed interface VersionChoice {

        /** Whichever the server chooses. */
        record Any() implements VersionChoice {}

        /** One version, such as {@code 17}. */
        record Version(String number) implements VersionChoice {}

        /** The version that has a label, such as {@code stable}. */
        record Label(String name) implements VersionChoice {}

        /** The choice of a caller who leaves it to the server. */
        VersionChoice ANY = new Any();
    }
}
