package io.resforge.inference.rollout;

import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent.Loadable;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.telemetry.OnDemandObserver;
import io.resforge.registry.promotion.ChampionIndex;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.value.ObjectNames;
import io.resforge.support.IdlePriority;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Serves every model of the store whose name fits a pattern: none is loaded before a call names it, and those that are not used leave for
 * others. One thread looks at the store for all of them. A look lists the newest promotions of all models, every tenth one the models too,
 * looks at a few loaded models that were promoted, and at one more in turn, whose promotion may be missing in the list. What is not loaded
 * is not asked for.
 */
public final class OnDemandModels implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("resforge");

    private static final String MODELS = "models/";

    /** Looks from one list of all models to the next; what is promoted in between is found by the list of promotions. */
    private static final int BETWEEN_LISTS = 10;

    /** Each model that is known takes a kilobyte or two, whether it is loaded or not. */
    static final int MOST_KNOWN = 10_000;

    /** Most models in one look that get a new version for that they were promoted. */
    private static final int MOST_RELOADS = 4;

    private final ObjectStore store;
    private final ChampionIndex index;
    private final OnDemandRules rules;
    private final OnDemandParts parts;
    private final PollSchedule schedule;
    private final Map<String, OnDemandModel> byName = new ConcurrentHashMap<>();
    private final Thread thread =
            Thread.ofPlatform().name("resforge-on-demand").daemon().unstarted(this::run);
    private List<OnDemandModel> turns = List.of();
    private long looks;
    private int failures;
    private boolean full;

    /**
     * How models are served on demand.
     *
     * @param patterns the names of the models; none where no model is served so
     * @param mostLoaded models that are loaded at a time, at least 1
     */
    public record OnDemandRules(List<ModelPattern> patterns, int mostLoaded) {

        public OnDemandRules {
            patterns = List.copyOf(patterns);
            if (mostLoaded < 1) {
                throw new IllegalArgumentException("at least 1 model must be allowed to be loaded, was " + mostLoaded);
            }
        }

        /** Whether a model of this name is served on demand, unless settings name it. */
        public boolean take(String model) {
            return patterns.stream().anyMatch(pattern -> pattern.matches(model));
        }
    }

    /** The server around the models that are served on demand. */
    public interface ModelHost {

        /** Serves one more model; false if it is served already. */
        boolean serve(String model, ModelSlot slot, ColdModel cold);

        /** Makes what looks for the versions of a model and loads them; it is not started. */
        ModelWatch watch(String model, ModelSlot slot);

        /** Why no version of a model is live, in a sentence. */
        String whyNone(String model);
    }

    /**
     * @param budget asks these models for room when memory is short
     * @param loaders load models; each load keeps one of them until it has ended
     * @param nanos a clock that counts nanoseconds
     */
    public OnDemandModels(
            ObjectStore store,
            OnDemandRules rules,
            ModelHost host,
            MemoryBudget budget,
            Executor loaders,
            PollSchedule schedule,
            LongSupplier nanos,
            ReloadListener listener,
            OnDemandObserver observer) {
        this.store = store;
        this.index = new ChampionIndex(store);
        this.rules = rules;
        LoadedModels room = new LoadedModels(rules.mostLoaded(), nanos, observer);
        this.parts = new OnDemandParts(host, room, loaders, nanos, listener, observer);
        this.schedule = schedule;
        budget.askForRoom(room::freeMemory);
    }

    /** Begins to look, if there is any model to look for. */
    public void start() {
        if (!rules.patterns().isEmpty()) {
            thread.start();
        }
    }

    /** How many models are served on demand. */
    public int known() {
        return byName.size();
    }

    /** How many of them are loaded, or being loaded. */
    public int loaded() {
        return parts.room().count();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(look());
                IdlePriority.enter(); // the first look is waited for, later ones are not to be noticed
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server goes down
        }
    }

    /** Looks once, for one thread at a time; returns the time until the next look. */
    public Duration look() {
        try {
            Map<String, Long> newest = index.newest();
            find(looks++ % BETWEEN_LISTS == 0 ? store.folders(MODELS) : newest.keySet());
            failures = 0;
            newest.forEach(this::promoted);
            lookAtPromoted();
            lookInTurn();
            byName.values().forEach(OnDemandModel::endPause);
        } catch (StoreFailure e) {
            lost(e.getMessage());
        } catch (RuntimeException | Error e) { // a bug costs one look
            LOG.log(Level.ERROR, "looking for models on demand failed; it goes on", e);
        }
        return schedule.next(failures);
    }

    private void lost(String problem) {
        if (failures++ == 0) {
            LOG.log(Level.WARNING, problem + "; models on demand are served as they are loaded or in the disk cache");
        }
    }

    private void promoted(String model, long number) {
        OnDemandModel served = byName.get(model);
        if (served != null) {
            served.promoted(number);
        }
    }

    /** Some of those that were promoted, first what calls used last: a storm of promotions is followed in a few looks. */
    private void lookAtPromoted() {
        parts.room().latestFirst().stream()
                .filter(OnDemandModel::isStale)
                .limit(MOST_RELOADS)
                .forEach(OnDemandModel::lookAgain);
    }

    /** Serves the models that are new. */
    private void find(Iterable<String> names) {
        List<String> added = new ArrayList<>();
        for (String model : names) {
            if (byName.size() == MOST_KNOWN && !byName.containsKey(model)) {
                tellFull();
            } else if (ObjectNames.isLabel(model) && rules.take(model) && !byName.containsKey(model) && serves(model)) {
                added.add(model);
            }
        }
        if (!added.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    added.size() + " more models are served on demand: "
                            + String.join(", ", added.subList(0, Math.min(5, added.size())))
                            + (added.size() > 5 ? ", …" : ""));
        }
    }

    private void tellFull() {
        if (!full) {
            full = true;
            LOG.log(
                    Level.WARNING,
                    "the store has more models than the " + MOST_KNOWN
                            + " that are served on demand at most; further ones"
                            + " are not served: let resforge.on-demand.models fit fewer names");
        }
    }

    private boolean serves(String model) {
        OnDemandModel added = new OnDemandModel(model, parts);
        if (!parts.host().serve(model, added.slot(), added)) {
            return false; // settings name it
        }
        byName.put(model, added);
        parts.listener().on(model, new Loadable());
        return true;
    }

    /** Each loaded model is looked at once in so many looks, as none is looked at twice before all others were once. */
    private void lookInTurn() {
        while (true) {
            if (turns.isEmpty()) {
                turns = new ArrayList<>(parts.room().latestFirst());
                if (turns.isEmpty()) {
                    return;
                }
            }
            if (turns.removeFirst().lookAgain() || turns.isEmpty()) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
