package io.resforge.inference.models;

import io.resforge.inference.models.ModelSlot.SlotVersion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What this server serves, what it refused to serve, and, where it serves nothing, why. */
public final class ServedModels implements ReloadListener {

    private final Map<String, ServedModel> models = new LinkedHashMap<>();
    private final ServedModel first;

    /**
     * A model with a live version.
     *
     * @param live what is live
     * @param routing which loaded version answers what
     * @param loaded all versions that are loaded, the live one first
     * @param refused versions that were refused since, the newest first
     */
    public record Served(LiveModel live, Routing routing, List<SlotVersion> loaded, List<RejectedVersion> refused) {}

    /** @param models at least one; calls that name no model are for the first */
    public ServedModels(List<ServedModel> models) {
        models.forEach(model -> this.models.put(model.name(), model));
        this.first = models.getFirst();
    }

    /** The names of all models that this server is told to serve; the one for calls that name none comes first. */
    public List<String> names() {
        return List.copyOf(models.keySet());
    }

    /** All models that this server is told to serve. */
    public Collection<ServedModel> models() {
        return models.values();
    }

    /**
     * A model, whether or not a version of it is live.
     *
     * @param asked its name; empty stands for the first
     * @throws NotLive if this server is not told to serve it
     */
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

    /**
     * Describes a model.
     *
     * @param asked its name; empty stands for the first
     * @throws NotLive if this server is not told to serve it
     * @throws NoModelYet if no version of it is live
     */
    public Served get(String asked) {
        ServedModel model = model(asked);
        return served(model).orElseThrow(() -> new NoModelYet(model.whyNone()));
    }

    /** Describes all models that have a live version. */
    public List<Served> all() {
        return models.values().stream()
                .map(ServedModels::served)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether the start is over: of each model a version is live, or the first look at the store has ended without one. */
    public boolean areSettled() {
        return models.values().stream().allMatch(ServedModel::isSettled);
    }

    /**
     * Whether calls are to come here: the start is over, and a version of at least one model is live. A model without one takes no
     * other model's calls away: its own are refused.
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

    private static RuntimeException none(ServedModel model, VersionChoice choice) {
        Optional<Served> served = served(model);
        if (served.isEmpty()) {
            return new NoModelYet(model.whyNone());
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
}
