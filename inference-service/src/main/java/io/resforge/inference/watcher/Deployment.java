package io.resforge.inference.watcher;

import io.resforge.inference.model.LiveModel;
import io.resforge.inference.policy.ModelPolicy;
import io.resforge.inference.policy.Plan;
import io.resforge.inference.policy.VersionCandidate;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.slot.Routing;
import io.resforge.inference.slot.TrafficShare;
import io.resforge.inference.watcher.ReloadEvent.NotTried;
import io.resforge.inference.watcher.ReloadEvent.Rerouted;
import io.resforge.inference.watcher.ReloadEvent.WentLive;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a plan true: has its versions loaded, the live one first, and then says which answers what. */
final class Deployment {

    private final ModelPolicy policy;
    private final ModelSlot slot;
    private final Rollout rollout;
    private final CachedStart cache;
    private final ReloadListener listener;

    Deployment(ModelPolicy policy, ModelSlot slot, Rollout rollout, CachedStart cache, ReloadListener listener) {
        this.policy = policy;
        this.slot = slot;
        this.rollout = rollout;
        this.cache = cache;
        this.listener = listener;
    }

    /**
     * Makes a plan true as far as its versions pass their checks; what cannot be replaced stays.
     *
     * @throws StoreFailure if the store cannot be reached
     */
    void realise(Plan plan, StoreWatch store) {
        long begin = System.nanoTime();
        Optional<LiveModel> before = slot.live();
        List<String> brought = bringLive(plan, store);
        Optional<String> live = brought.stream().findFirst().or(() -> before.map(LiveModel::version));
        if (live.isEmpty()) {
            return;
        }
        goLive(live.get(), before, begin);
        reroute(routing(plan, live.get(), brought, store.isDoubtful()));
    }

    /** The version on trial answers no more. */
    void dropCanary() {
        slot.routing().map(Routing::withoutCanary).ifPresent(this::reroute);
    }

    private List<String> bringLive(Plan plan, StoreWatch store) {
        long livePromotion = slot.live().map(LiveModel::promotion).orElse(0L);
        List<String> brought = brought(plan.live().stream(), plan.liveCount(), store.isDoubtful());
        return brought.isEmpty() && !plan.live().isEmpty()
                ? brought(store.older(livePromotion), 1, store.isDoubtful())
                : brought;
    }

    private List<String> brought(Stream<VersionCandidate> candidates, int most, boolean doubtful) {
        return candidates
                .filter(candidate -> rollout.bring(candidate, doubtful))
                .limit(most)
                .map(VersionCandidate::version)
                .toList();
    }

    /** At once, before versions for other purposes are loaded; all that is loaded stays until then. */
    private void goLive(String version, Optional<LiveModel> before, long begin) {
        LiveModel live = slot.loaded(version).orElseThrow();
        if (before.isPresent() && before.get().equals(live)) {
            return;
        }
        List<String> loaded =
                slot.all().stream().map(each -> each.model().version()).toList();
        Map<String, String> labels = slot.routing().map(Routing::labels).orElse(Map.of());
        slot.route(new Routing(version, loaded, labels, Optional.empty(), Optional.empty()));
        listener.on(policy.model(), new WentLive(live, Duration.ofNanos(System.nanoTime() - begin), false));
    }

    private Routing routing(Plan plan, String live, List<String> brought, boolean doubtful) {
        Map<String, String> labels = new TreeMap<>();
        plan.labels().forEach((label, candidate) -> labelled(label, candidate, doubtful)
                .ifPresent(version -> labels.put(label, version)));
        Optional<TrafficShare> canary = plan.canary()
                .filter(candidate -> isBeside(candidate, live, doubtful) && takesTheSame(candidate, live))
                .map(candidate -> new TrafficShare(
                        candidate.version(), policy.canary().orElseThrow().share()));
        Optional<TrafficShare> shadow = plan.shadow()
                .filter(candidate -> isBeside(candidate, live, doubtful))
                .map(candidate -> new TrafficShare(
                        candidate.version(), policy.shadow().orElseThrow().share()));
        List<String> beside = new ArrayList<>(brought);
        beside.remove(live);
        return new Routing(live, beside, labels, canary, shadow);
    }

    /** A label whose new version cannot be loaded keeps the version that it had. */
    private Optional<String> labelled(String label, VersionCandidate candidate, boolean doubtful) {
        return rollout.bring(candidate, doubtful)
                ? Optional.of(candidate.version())
                : slot.routing().map(Routing::labels).map(labels -> labels.get(label));
    }

    private boolean isBeside(VersionCandidate candidate, String live, boolean doubtful) {
        return !candidate.version().equals(live) && rollout.bring(candidate, doubtful);
    }

    /** Calls that left the choice to the server were made for the live version's input. */
    private boolean takesTheSame(VersionCandidate candidate, String live) {
        ImageShape own = slot.loaded(candidate.version()).orElseThrow().image();
        ImageShape expected = slot.loaded(live).orElseThrow().image();
        if (!own.equals(expected)) {
            listener.on(
                    policy.model(),
                    new NotTried(
                            candidate.version(),
                            "it takes images of " + own.text() + ", and version " + live + " of " + expected.text()));
        }
        return own.equals(expected);
    }

    private void reroute(Routing routing) {
        boolean changed = slot.routing().filter(routing::equals).isEmpty();
        if (changed) {
            slot.route(routing);
        }
        LiveModel live = slot.live().orElseThrow();
        cache.remember(live, routing.versions());
        if (changed) {
            listener.on(policy.model(), new Rerouted(routing));
        }
    }
}
