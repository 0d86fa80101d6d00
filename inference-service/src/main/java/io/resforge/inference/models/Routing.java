package io.resforge.inference.models;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which loaded version answers which call.
 *
 * @param live answers the calls that ask for no version in particular
 * @param beside further versions that are loaded and can be asked for by number
 * @param labels versions by label
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

    /** Share of the calls that ask for no version in particular that a version answers, from 0 to 1. */
    public double shareOf(String version) {
        double canaryShare = canary.map(TrafficShare::share).orElse(0.0);
        if (canary.isPresent() && version.equals(canary.get().version())) {
            return canaryShare;
        }
        return version.equals(live) ? 1 - canaryShare : 0;
    }

    /**
     * A version and its share of the calls that ask for no version in particular.
     *
     * @param version such as {@code 17}
     * @param share from 0 to 1
     */
    public record TrafficShare(String version, double share) {}
}
