package io.resforge.inference.oip;

import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.catalog.ServedModels.Served;
import io.resforge.inference.model.Choice;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.model.NoModelYet;
import io.resforge.inference.model.NotLive;
import java.util.ArrayList;
import java.util.List;

/** What is served, as this protocol sees it. */
public final class Repository {

    private final ServedModels models;

    public Repository(ServedModels models) {
        this.models = models;
    }

    /**
     * A version of a model.
     *
     * @param reason why it cannot answer; empty if it can
     */
    public record Entry(String model, String version, String reason) {

        /** Whether it can answer. */
        public boolean isReady() {
            return reason.isEmpty();
        }
    }

    /**
     * The version that answers.
     *
     * @param model its name; empty stands for the server's own
     * @param version a number or a label; empty stands for the server's choice
     * @throws NotLive if the model or the version is not served
     * @throws NoModelYet if none is live
     */
    public LiveModel find(String model, String version) {
        LiveModel live = models.get(model).live();
        switch (Versions.choice(version)) {
            case Choice.Any _ -> {}
            case Choice.Version(String number) -> requireLive(number.equals(live.version()), "version " + number, live);
            case Choice.Label(String name) -> requireLive(false, "label \"" + name + "\"", live);
        }
        return live;
    }

    /** Whether a version can answer; false of those that are not known. */
    public boolean isReady(String model, String version) {
        try {
            find(model, version);
            return true;
        } catch (NotLive | NoModelYet e) {
            return false;
        }
    }

    /** The versions of a model that are loaded. */
    public List<String> versions(String model) {
        return List.of(models.get(model).live().version());
    }

    /** Every version that is loaded or was refused. */
    public List<Entry> index() {
        List<Entry> entries = new ArrayList<>();
        for (Served served : models.all()) {
            LiveModel live = served.live();
            entries.add(new Entry(live.name(), live.version(), ""));
            served.refused()
                    .forEach(refused -> entries.add(new Entry(live.name(), refused.version(), refused.message())));
        }
        return entries;
    }

    private static void requireLive(boolean is, String asked, LiveModel live) {
        if (!is) {
            throw new NotLive(asked + " of " + live.name() + " is not live, version " + live.version() + " is");
        }
    }
}
