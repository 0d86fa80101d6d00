package io.resforge.inference.models;

import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.models.ServedModels.Served;
import io.resforge.inference.models.ServedModels.ServedModel;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tells a caller that a model is not served or a version not loaded, and which ones are. */
final class NotServedText {

    private static final int MOST_NAMES = 20;

    private NotServedText() {}

    /** No model has this name; those that are always loaded are told by theirs, the others by their number, which may be large. */
    static NotLive model(String asked, Collection<ServedModel> models) {
        String always = models.stream()
                .filter(model -> model.cold().isEmpty())
                .map(ServedModel::name)
                .collect(Collectors.joining(", "));
        long others = models.stream().filter(model -> model.cold().isPresent()).count();
        return new NotLive("model \"" + asked + "\" is not served here; served are " + always
                + (others == 0 ? "" : ", and " + others + " on demand"));
    }

    /** No version of a model is live; tells which other models could be meant. */
    static NoModelYet yet(ServedModel model, Collection<ServedModel> models) {
        String others = models.stream()
                .filter(it -> it.slot().live().isPresent())
                .map(ServedModel::name)
                .limit(MOST_NAMES)
                .collect(Collectors.joining(", "));
        return new NoModelYet(model.whyNone() + (others.isEmpty() ? "" : "; served here are " + others));
    }

    /** A model has a live version, but not the one that is asked for. */
    static NotLive version(ServedModel model, VersionChoice choice, Served served) {
        return new NotLive(
                switch (choice) {
                    case VersionChoice.Any _ -> model.whyNone();
                    case VersionChoice.Version(String number) ->
                        "version " + number + " of " + model.name() + " is not loaded; loaded are "
                                + served.loaded().stream()
                                        .map(loaded -> loaded.model().version())
                                        .collect(Collectors.joining(", "))
                                + refused(served, number::equals);
                    case VersionChoice.Label(String label) -> label(label, model, served);
                });
    }

    private static String label(String label, ServedModel model, Served served) {
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
