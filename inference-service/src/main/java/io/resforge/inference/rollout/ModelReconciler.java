package io.resforge.inference.rollout;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.CacheFailed;
import io.resforge.inference.models.ReloadEvent.CachedVersionRefused;
import io.resforge.inference.models.ReloadEvent.NotTried;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.ReloadEvent.Rerouted;
import io.resforge.inference.models.ReloadEvent.VersionLoaded;
import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.models.ReloadEvent.WentLive;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.rollout.DiskCache.LastGood;
import io.resforge.inference.rollout.Loader.VersionCheckFailed;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy;
import io.resforge.inference.rollout.Planner.Plan;
import io.resforge.inference.rollout.Planner.Plan.VersionCandidate;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Applies plans: loads and checks their versions, the live one first, and then routes calls to them. It is the only
 * writer of a model's slot, and remembers on disk what is live. For one thread at a time.
 */
final class ModelReconciler {

    private final ModelPolicy policy;
    private final StoreWatch store;
    private final RejectedVersions rejected;
    private final Loader loader;
    private final ModelSlot slot;
    private final CanaryWatch canary;
    private final ReloadListener listener;
    private Optional<Remembered> remembered = Optional.empty();

    /** What the disk cache was told last. */
    private record Remembered(LiveModel live, Set<String> loaded) {}

    /** @param store says also what to try where a plan's champion is refused */
    ModelReconciler(
            ModelPolicy policy,
            StoreWatch store,
            RejectedVersions rejected,
            Loader loader,
            ModelSlot slot,
            CanaryWatch canary,
            ReloadListener listener) {
        this.policy = policy;
        this.store = store;
        this.rejected = rejected;
        this.loader = loader;
        this.slot = slot;
        this.canary = canary;
        this.listener = listener;
    }

    /** Applies a plan as far as its versions pass their checks; what cannot be replaced stays. */
    void apply(Plan plan) {
        long begin = System.nanoTime();
        Optional<LiveModel> before = slot.live();
        List<String> loaded = loadLive(plan);
        Optional<String> live = loaded.stream().findFirst().or(() -> before.map(LiveModel::version));
        if (live.isPresent()) {
            goLive(live.get(), before, begin);
            route(routing(plan, live.get(), loaded));
        }
    }

    /** The version on trial answers no more. */
    void dropCanary() {
        slot.routing().map(Routing::withoutCanary).ifPresent(this::route);
    }

    /**
     * Makes the last version that was live, and is whole in the disk cache, the live one.
     *
     * @return false if it may succeed later
     */
    boolean startFromCache() {
        boolean decided = true;
        for (LastGood good : lastGood()) {
            long begin = System.nanoTime();
            try {
                LiveModel live = loader.loadCached(policy.model(), good).into(slot);
                slot.route(Routing.only(good.version()));
                tell(new WentLive(live, since(begin), true));
                return true;
            } catch (VersionCheckFailed e) {
                tell(new CachedVersionRefused(
                        new RejectedVersion(good.version(), good.promotion(), e.reason(), e.getMessage())));
                decided &= !e.reason().mayPass();
            }
        }
        return decided;
    }

    /** Loads the live version, and as many beside it as the plan says; older ones where all of the plan are refused. */
    private List<String> loadLive(Plan plan) {
        long livePromotion = slot.live().map(LiveModel::promotion).orElse(0L);
        List<String> loaded = load(plan.live().stream(), plan.liveCount());
        return loaded.isEmpty() && !plan.live().isEmpty() ? load(store.older(livePromotion), 1) : loaded;
    }

    private List<String> load(Stream<VersionCandidate> candidates, int most) {
        return candidates
                .filter(this::load)
                .limit(most)
                .map(VersionCandidate::version)
                .toList();
    }

    /** Loads a version, unless it is already, or fails a check now or did so before; returns whether it is loaded. */
    private boolean load(VersionCandidate candidate) {
        if (isLoaded(candidate)) {
            return true;
        }
        if (rejected.contains(candidate)) {
            return false;
        }
        long begin = System.nanoTime();
        try {
            LiveModel loaded = loader.load(policy.model(), candidate.version(), candidate.promotion())
                    .into(slot);
            tell(new VersionLoaded(loaded, since(begin)));
            return true;
        } catch (VersionCheckFailed e) {
            rejected.add(candidate, e.reason());
            tell(new VersionRefused(
                    new RejectedVersion(candidate.version(), candidate.promotion(), e.reason(), e.getMessage())));
            return false;
        }
    }

    private boolean isLoaded(VersionCandidate candidate) {
        Optional<LiveModel> loaded = slot.loaded(candidate.version());
        if (loaded.isEmpty()) {
            return false;
        }
        boolean promotedAgain = candidate.promotion() > 0
                && candidate.promotion() != loaded.get().promotion();
        if ((store.isDoubtful() || promotedAgain)
                && loader.isReplaced(loaded.get().manifest())) {
            return false;
        }
        if (promotedAgain) {
            slot.renumber(loaded.get().promotedAs(candidate.promotion()));
        }
        return true;
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
        tell(new WentLive(live, since(begin), false));
    }

    private Routing routing(Plan plan, String live, List<String> loaded) {
        Map<String, String> labels = new TreeMap<>();
        plan.labels().forEach((label, candidate) -> labelled(label, candidate)
                .ifPresent(version -> labels.put(label, version)));
        Optional<TrafficShare> trial = plan.canary()
                .filter(candidate -> isBeside(candidate, live) && takesTheSame(candidate, live))
                .map(candidate -> new TrafficShare(
                        candidate.version(), policy.canary().orElseThrow().share()));
        Optional<TrafficShare> shadow = plan.shadow()
                .filter(candidate -> isBeside(candidate, live))
                .map(candidate -> new TrafficShare(
                        candidate.version(), policy.shadow().orElseThrow().share()));
        List<String> beside = new ArrayList<>(loaded);
        beside.remove(live);
        return new Routing(live, beside, labels, trial, shadow);
    }

    /** A label whose new version cannot be loaded keeps the version that it had. */
    private Optional<String> labelled(String label, VersionCandidate candidate) {
        return load(candidate)
                ? Optional.of(candidate.version())
                : slot.routing().map(Routing::labels).map(labels -> labels.get(label));
    }

    private boolean isBeside(VersionCandidate candidate, String live) {
        return !candidate.version().equals(live) && load(candidate);
    }

    /** Calls that left the choice to the server were made for the live version's input. */
    private boolean takesTheSame(VersionCandidate candidate, String live) {
        ImageShape own = slot.loaded(candidate.version()).orElseThrow().image();
        ImageShape expected = slot.loaded(live).orElseThrow().image();
        if (!own.equals(expected)) {
            tell(new NotTried(
                    candidate.version(),
                    "it takes images of " + own.text() + ", and version " + live + " of " + expected.text()));
        }
        return own.equals(expected);
    }

    private void route(Routing routing) {
        boolean changed = slot.routing().filter(routing::equals).isEmpty();
        if (changed) {
            slot.route(routing);
        }
        remember(slot.live().orElseThrow(), routing.versions());
        if (changed) {
            tell(new Rerouted(routing));
        }
        canary.follow(routing, policy.canary().map(CanaryPolicy::margins));
    }

    /** Remembers what is live now, and keeps the files of the other versions that are loaded. */
    private void remember(LiveModel live, Set<String> loaded) {
        Optional<Remembered> now = Optional.of(new Remembered(live, Set.copyOf(loaded)));
        if (now.equals(remembered)) {
            return;
        }
        try {
            loader.cache().remember(policy.model(), live.version(), live.promotion(), loaded);
            remembered = now;
        } catch (StoreFailure | InvalidCheckpoint e) {
            tell(new CacheFailed(e.getMessage()));
        }
    }

    private List<LastGood> lastGood() {
        try {
            return loader.cache().lastGood(policy.model());
        } catch (StoreFailure | DamagedObject e) {
            tell(new CacheFailed(e.getMessage()));
            return List.of();
        }
    }

    private void tell(ReloadEvent event) {
        listener.on(policy.model(), event);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
