package io.resforge.inference.api.oip;

import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot.SlotVersion;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.models.ServedModels.Served;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.registry.value.ObjectNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is served, as this protocol sees it. */
public final class Repository {

    private final ServedModels models;
    private final Consumer<String> lookAgain;

    /** @param lookAgain looks at once for what to serve of a model, and tries refused versions again */
    public Repository(ServedModels models, Consumer<String> lookAgain) {
        this.models = models;
        this.lookAgain = lookAgain;
    }

    /** A version of a model, empty where there is none yet, and why it cannot answer, empty if it can. */
    public record Entry(String model, String version, String reason) {

        /** Whether it can answer. */
        public boolean isReady() {
            return reason.isEmpty();
        }
    }

    /**
     * The version that answers.
     *
     * @param model empty for the server's own
     * @param version a number or a label; empty for the server's choice
     * @throws NotLive if the model is not served or the version not loaded
     * @throws NoModelYet if none is live
     */
    public LiveModel find(String model, String version) {
        VersionChoice choice = choice(version);
        if (choice.equals(VersionChoice.ANY)) {
            ServedModel served = models.model(model);
            return served.slot().live().orElseThrow(() -> new NoModelYet(served.whyNone()));
        }
        try (Lease lease = models.borrow(models.model(model), choice)) {
            return lease.model();
        }
    }

    /** A model by its name, or the server's own where that is empty; throws {@link NotLive} if it is not served here. */
    ServedModel model(String model) {
        return models.model(model);
    }

    /** Whether a version can answer, of a model that is not loaded once a call has it loaded; false of those that are not known. */
    public boolean isReady(String model, String version) {
        try {
            ServedModel served = models.model(model);
            if (served.slot().live().isEmpty()) {
                return version.isEmpty() && served.canAnswer();
            }
            find(model, version);
            return true;
        } catch (NotLive | NoModelYet e) {
            return false;
        }
    }

    /** The versions of a model that are loaded, the live one first. */
    public List<String> versions(String model) {
        return models.get(model).loaded().stream()
                .map(loaded -> loaded.model().version())
                .toList();
    }

    /**
     * Loaded versions, model by model, the live one first; none of a model on demand that is not loaded.
     *
     * @param model empty for all models
     * @param version a number or a label; empty for all
     * @param mayUse which models are told if none is named
     * @throws InvalidRequest if a version is named and no model
     * @throws NotLive if the model is not served or the version not loaded
     * @throws NoModelYet if none of the model is live
     */
    List<LiveModel> loaded(String model, String version, Predicate<String> mayUse) {
        if (!version.isEmpty() && model.isEmpty()) {
            throw new InvalidRequest("version", "must be empty where no model is named, was \"" + version + "\"");
        }
        if (!version.isEmpty()) {
            return List.of(find(model, version));
        }
        Stream<Served> served = model.isEmpty()
                ? models.all().stream()
                        .filter(candidate -> mayUse.test(candidate.live().name()))
                : Stream.of(models.model(model))
                        .filter(named -> !models.isCold(named))
                        .map(named -> models.get(named.name()));
        return served.flatMap(some -> some.loaded().stream())
                .map(SlotVersion::model)
                .toList();
    }

    /**
     * Every version that is loaded or was refused, model by model.
     *
     * @param mayUse which models are told
     */
    public List<Entry> index(Predicate<String> mayUse) {
        List<Entry> entries = new ArrayList<>();
        for (ServedModel model : models.models()) {
            if (!mayUse.test(model.name())) {
                continue;
            }
            models.described(model)
                    .ifPresentOrElse(
                            some -> some.loaded()
                                    .forEach(loaded -> entries.add(new Entry(
                                            model.name(), loaded.model().version(), ""))),
                            () -> entries.add(new Entry(model.name(), "", model.whyNone())));
            model.refused()
                    .forEach(refused -> entries.add(new Entry(model.name(), refused.version(), refused.message())));
        }
        return entries;
    }

    /**
     * Looks at once for what to serve, and tries refused versions again; throws {@link NotLive} of an unknown model.
     */
    public void lookAgain(String model) {
        ServedModel served = models.model(model);
        served.cold().ifPresentOrElse(ColdModel::retry, () -> lookAgain.accept(served.name()));
    }

    /** The protocol's one field for versions and labels: a number is a version, any other text a label. */
    static VersionChoice choice(String text) {
        if (text.isEmpty()) {
            return VersionChoice.ANY;
        }
        return ObjectNames.isVersion(text) ? new VersionChoice.Version(text) : new VersionChoice.Label(text);
    }
}
