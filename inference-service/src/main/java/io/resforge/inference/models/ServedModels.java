package io.resforge.inference.models;

import io.resforge.inference.models.ModelSlot.SlotVersion;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.Routing.VersionChoice;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this server serves, what it refused to serve, and, where it serves nothing, why. */
public final class ServedModels implements ReloadListener {

    /** By name; never changed, but replaced where a model is added. */
    private volatile Map<String, ServedModel> models;

    /** Those that this server was told to serve when it began: it is ready once they are settled. */
    private final List<ServedModel> told;

    private final ServedModel first;

    /**
     * A model with a live version, all that is loaded, the live one first, what was refused since, the newest first, and whether it may
     * leave memory.
     */
    public record Served(
            LiveModel live,
            Routing routing,
            List<SlotVersion> loaded,
            List<RejectedVersion> refused,
            boolean onDemand) {}

    /** @param models at least one; calls that name no model are for the first */
    public ServedModels(List<ServedModel> models) {
        Map<String, ServedModel> byName = new LinkedHashMap<>();
        models.forEach(model -> byName.put(model.name(), model));
        this.models = byName;
        this.told = List.copyOf(models);
        this.first = models.getFirst();
    }

    /** Serves one more model from now on; false if it is served already. */
    public synchronized boolean add(ServedModel model) {
        if (models.containsKey(model.name())) {
            return false;
        }
        Map<String, ServedModel> more = new LinkedHashMap<>(models);
        more.put(model.name(), model);
        models = more;
        return true;
    }

    /** The names of all models that this server is told to serve; the one for calls that name none comes first. */
    public List<String> names() {
        return List.copyOf(models.keySet());
    }

    /** All models that this server is told to serve. */
    public Collection<ServedModel> models() {
        return models.values();
    }

    /** A model by its name, or the first where that is empty; throws {@link NotLive} if it is not served here. */
    public ServedModel model(String asked) {
        ServedModel model = asked.isEmpty() ? first : models.get(asked);
        if (model == null) {
            throw NotServedText.model(asked, models.values());
        }
        return model;
    }

    /**
     * Borrows the version of a model that is to answer a call. The lease must be closed.
     *
     * @throws NotLive if the version is not loaded
     * @throws NoModelYet if no version of the model is live
     */
    public Lease borrow(ServedModel model, VersionChoice choice) {
        model.cold().ifPresent(ColdModel::used);
        return model.slot().borrow(choice).orElseThrow(() -> none(model, choice));
    }

    /** Describes a model as {@link #model} finds it; throws {@link NoModelYet} if no version of it is live. */
    public Served get(String asked) {
        ServedModel model = model(asked);
        return described(model).orElseThrow(() -> NotServedText.yet(model, models.values()));
    }

    /** Describes one of {@link #models}; empty if no version of it is live. */
    public Optional<Served> described(ServedModel model) {
        Optional<LiveModel> live = model.slot().live();
        Optional<Routing> routing = model.slot().routing();
        return live.isEmpty() || routing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Served(
                        live.get(),
                        routing.get(),
                        model.slot().all(),
                        model.refused(),
                        model.cold().isPresent()));
    }

    /** Whether a model is not loaded, and the next call that names it loads it. */
    public boolean isCold(ServedModel model) {
        return model.slot().live().isEmpty() && model.canAnswer();
    }

    /** Describes all models that have a live version. */
    public List<Served> all() {
        return models.values().stream()
                .map(this::described)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether the start is over: each model has a live version, or its first look has ended without one. */
    public boolean areSettled() {
        return told.stream().allMatch(ServedModel::isSettled);
    }

    /**
     * Whether calls are to come here: the start is over, and a version of at least one model is live or can be loaded by a call. The calls
     * of a model without one are refused.
     */
    public boolean areReady() {
        return areSettled() && models.values().stream().anyMatch(ServedModel::canAnswer);
    }

    @Override
    public void on(String model, ReloadEvent event) {
        models.get(model).on(event);
    }

    private RuntimeException none(ServedModel model, VersionChoice choice) {
        Optional<Served> served = described(model);
        return served.isEmpty()
                ? NotServedText.yet(model, models.values())
                : NotServedText.version(model, choice, served.get());
    }

    /** One model of this server: what of it is loaded, what was refused, and, while nothing is live, why. */
    public static final class ServedModel {

        private static final int MOST_REFUSALS = 20;

        /** Versions whose classes are known although they may be gone, for feedback that comes late. */
        private static final int MOST_KNOWN = 20;

        private final String name;
        private final ModelSlot slot;
        private final TrialCalls canary;
        private final Optional<ColdModel> cold;
        private final Deque<RejectedVersion> refusals = new ArrayDeque<>();
        private final Map<String, LiveModel> known = new LinkedHashMap<>();
        private volatile boolean looked;
        private String obstacle = "it is still starting";

        /** A model that is always loaded. */
        public ServedModel(String name, ModelSlot slot, TrialCalls canary) {
            this(name, slot, canary, Optional.empty());
        }

        /** @param cold loads the model for a call; empty for one that is always loaded */
        public ServedModel(String name, ModelSlot slot, TrialCalls canary, Optional<ColdModel> cold) {
            this.name = name;
            this.slot = slot;
            this.canary = canary;
            this.cold = cold;
        }

        /** The model's name. */
        public String name() {
            return name;
        }

        /** Its versions that are loaded. */
        public ModelSlot slot() {
            return slot;
        }

        /** The comparison of its canary with its live version. */
        public TrialCalls canary() {
            return canary;
        }

        /** Loads it for a call; empty if it is always loaded. */
        public Optional<ColdModel> cold() {
            return cold;
        }

        /** Whether a version of it is live, or can be loaded by a call. */
        public boolean canAnswer() {
            return slot.live().isPresent() || cold.filter(ColdModel::isLoadable).isPresent();
        }

        /** A version that is or was loaded not long ago. */
        public Optional<LiveModel> known(String version) {
            synchronized (known) {
                return slot.loaded(version).or(() -> Optional.ofNullable(known.get(version)));
            }
        }

        /** Whether the start is over for it: a version of it is live, or the first look has ended without one. */
        public boolean isSettled() {
            return looked || slot.live().isPresent();
        }

        /** Why no version is live, in a sentence. */
        public synchronized String whyNone() {
            return "no version of " + name + " is live: " + obstacle;
        }

        /** Versions that were refused by later promotions than the live one's, or without one; the newest first. */
        public synchronized List<RejectedVersion> refused() {
            long live = slot.live().map(LiveModel::promotion).orElse(0L);
            return refusals.stream()
                    .filter(refusal -> refusal.promotion() > live || refusal.promotion() == 0)
                    .toList();
        }

        synchronized void on(ReloadEvent event) {
            switch (event) {
                case ReloadEvent.WentLive e -> wentLive(e.model());
                case ReloadEvent.VersionLoaded e -> loaded(e.model());
                case ReloadEvent.VersionRefused(RejectedVersion refusal) -> refuse(refusal);
                case ReloadEvent.NothingPromoted _ -> obstacle = "none has been promoted yet";
                case ReloadEvent.NothingPublished _ -> obstacle = "none has been published yet";
                case ReloadEvent.StoreLost(String problem) -> obstacle = problem;
                case ReloadEvent.PromotionDamaged(String problem) -> obstacle = problem;
                case ReloadEvent.WatchFailed(Throwable failure) -> obstacle = failure.toString();
                case ReloadEvent.FirstLookEnded _ -> looked = true;
                case ReloadEvent.Loadable _ -> obstacle = "it is not loaded, and the next call that names it loads it";
                case ReloadEvent.NotLoadable(String problem) -> obstacle = problem;
                case ReloadEvent.Evicted _ -> leftMemory();
                case ReloadEvent.Rerouted _,
                        ReloadEvent.NotTried _,
                        ReloadEvent.CanaryWithdrawn _,
                        ReloadEvent.WithdrawalNotRecorded _,
                        ReloadEvent.CachedVersionRefused _,
                        ReloadEvent.CacheFailed _,
                        ReloadEvent.StoreBack _ -> {}
            }
        }

        private void wentLive(LiveModel model) {
            loaded(model);
            refusals.removeIf(refusal -> refusal.promotion() > 0 && refusal.promotion() <= model.promotion());
        }

        private void loaded(LiveModel model) {
            refusals.removeIf(refusal -> refusal.version().equals(model.version()));
            synchronized (known) {
                known.remove(model.version());
                known.put(model.version(), model);
                if (known.size() > MOST_KNOWN) {
                    known.remove(known.keySet().iterator().next());
                }
            }
        }

        /** What is known of a thousand models is not to fill Java's heap. */
        private void leftMemory() {
            obstacle = "it left memory for others, and the next call that names it loads it";
            synchronized (known) {
                known.clear();
            }
        }

        private void refuse(RejectedVersion refusal) {
            obstacle = "version " + refusal.version() + " was refused: " + refusal.message();
            refusals.removeIf(earlier ->
                    earlier.version().equals(refusal.version()) && earlier.promotion() == refusal.promotion());
            refusals.addFirst(refusal);
            if (refusals.size() > MOST_REFUSALS) {
                refusals.removeLast();
            }
        }
    }

    /** The model or version that a caller asks for is not the live one. */
    public static final class NotLive extends RuntimeException {

        public NotLive(String message) {
            super(message, null, false, false); // an answer; where in our code says nothing
        }
    }

    /** No model is live. */
    public static final class NoModelYet extends RuntimeException {

        public NoModelYet(String message) {
            super(message, null, false, false); // an answer; where in our code says nothing
        }
    }
}
