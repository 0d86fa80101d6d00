package io.resforge.registry.retention;

import io.resforge.registry.checkpoint.VersionRemoval;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.NeededVersions;
import io.resforge.registry.run.EndedRuns;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.VersionReference;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The versions that may not be removed, with why. Whatever names versions is asked here, and nowhere else. */
final class ProtectedVersions {

    /** Promotions so far back are not returned to by hand, as a rule. */
    static final int RECENT_PROMOTIONS = 5;

    private final ObjectStore store;
    private final RunStore runs;
    private final EndedRuns ends;
    private final VersionRemoval versions;

    ProtectedVersions(ObjectStore store, Clock clock) {
        this.store = store;
        this.runs = new RunStore(store);
        this.ends = new EndedRuns(store);
        this.versions = new VersionRemoval(store, clock);
    }

    /**
     * What is named at this moment.
     *
     * @param candidates those that it is asked for; others may be among the answer too
     * @throws DamagedObject if what a promotion names cannot be read: then nothing is known to be free
     */
    Map<String, String> versions(String model, List<String> candidates) {
        Map<String, String> named = new LinkedHashMap<>(NeededVersions.of(store, model, RECENT_PROMOTIONS));
        List<String> live = ends.all().stream()
                .filter(run -> !run.ended())
                .map(EndedRuns.Found::runId)
                .toList();
        for (String run : live) {
            origin(run)
                    .filter(origin -> origin.model().equals(model))
                    .ifPresent(origin -> named.putIfAbsent(origin.version(), "run " + run + " begins with it"));
        }
        for (String version : live.isEmpty() ? List.<String>of() : candidates) {
            versions.claimedBy(model, version)
                    .filter(live::contains)
                    .ifPresent(run -> named.putIfAbsent(version, "run " + run + " has just published it"));
        }
        return named;
    }

    private Optional<VersionReference> origin(String runId) {
        try {
            return runs.spec(runId).flatMap(RunSpec::origin);
        } catch (DamagedObject e) {
            return Optional.empty(); // no worker can begin with it either
        }
    }
}
