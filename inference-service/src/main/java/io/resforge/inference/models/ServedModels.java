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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What this server serves, what it refused to serve, and, where it serves nothing, why. */
public final class ServedModels implements ReloadListener {

    /** By name; never changed, but replaced where a model is added. */
    private volatile Map<String, ServedModel> models;

    /** Those that this server was told to serve when it began: it is ready once they are settled. */
    private final List<ServedModel> told;

    private final ServedModel first;

    /**
     * A model with a live version, all that is loaded, the live one first, and what was refused since, the newest
     * first.
     */
    public record Served(LiveModel live, Routing routing, List<SlotVersion> loaded, List<RejectedVersion> refused) {}

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
            throw new NotLive("model \"" + asked + "\" is not served here; served are " + String.join(", ", names()));
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
        return model.slot().borrow(choice).orElseThrow(() -> none(model, choice));
    }

    /** Describes a model as {@link #model} finds it; throws {@link NoModelYet} if no version of it is live. */
    public Served get(String asked) {
        ServedModel model = model(asked);
        return served(model).orElseThrow(() -> new NoModelYet(whyNone(model)));
    }

    /** Describes one of {@link #models}; empty if no version of it is live. */
    public Optional<Served> described(ServedModel model) {
        return served(model);
    }

    /** Describes all models that have a live version. */
    public List<Served> all() {
        return models.values().stream()
                .map(ServedModels::served)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether the start is over: each model has a live version, or its first look has ended without one. */
    public boolean areSettled() {
        return told.stream().allMatch(ServedModel::isSettled);
    }

    /**
     * Whether calls are to come here: the start is over, and a version of at least one model is live. The calls of a
     * model without one are refused.
     */
    public boolean areReady() {
        return areSettled()
                && models.values().stream()
                        .anyMatch(model -> model.slot().live().isPresent());
    }

    @Override
    public void on(String model, ReloadEvent event) {
        models.get(model).on(event);
    }

    private static Optional<Served> served(ServedModel model) {
        Optional<LiveModel> live = model.slot().live();
        Optional<Routing> routing = model.slot().routing();
        return live.isEmpty() || routing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Served(live.get(), routing.get(), model.slot().all(), model.refused()));
    }

    /** Why no version of a model is live, and which other models could be meant. */
    private String whyNone(ServedModel model) {
        String others = models.values().stream()
                .filter(it -> it.slot().live().isPresent())
                .map(ServedModel::name)
                .collect(Collectors.joining(", "));
        return model.whyNone() + (others.isEmpty() ? "" : "; served here are " + others);
    }

    private RuntimeException none(ServedModel model, VersionChoice choice) {
        Optional<Served> served = served(model);
        if (served.isEmpty()) {
            return new NoModelYet(whyNone(model));
        }
        return new NotLive(
                switch (choice) {
                    case VersionChoice.Any _ -> model.whyNone();
                    case VersionChoice.Version(String number) ->
                        "version " + number + " of " + model.name() + " is not loaded; loaded are "
                                + served.get().loaded().stream()
                                        .map(loaded -> loaded.model().version())
                                        .collect(Collectors.joining(", "))
                                + refused(served.get(), number::equals);
                    case VersionChoice.Label(String label) -> unknown(label, model, served.get());
                });
    }

    private static String unknown(String label, ServedModel model, Served served) {
        List<String> labels =
                served.routing().labels().keySet().stream().sorted().toList();
        return "no version of " + model.name() + " has the label \"" + label + "\"; "
                + (labels.isEmpty() ? "there are no labels" : "labels are " + String.join(", ", labels))
                + refused(served, version -> true);
    }

    /** What a caller misses may be what was refused. */
    private static String refused(Served served, Predicate<String> versions) {
        return served.refused().stream()
                .filter(refusal -> versions.test(refusal.version()))
                .map(refusal -> "; version " + refusal.version() + " was refused: " + refusal.message())
                .collect(Collectors.joining());
    }

    /** One model of this server: what of it is loaded, what was refused, and, while nothing is live, why. */
    public static final class ServedModel {

        private static final int MOST_REFUSALS = 20;

        /** Versions whose classes are known although they may be gone, for feedback that comes late. */
        private static final int MOST_KNOWN = 20;

        private final String name;
        private final ModelSlot slot;
        private final TrialCalls canary;
        private final Deque<RejectedVersion> refusals = new ArrayDeque<>();
        private final Map<String, LiveModel> known = new LinkedHashMap<>();
        private volatile boolean looked;
        private String obstacle = "it is still starting";

        public ServedModel(String name, ModelSlot slot, TrialCalls canary) {
            this.name = name;
            this.slot = slot;
            this.canary = canary;
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
