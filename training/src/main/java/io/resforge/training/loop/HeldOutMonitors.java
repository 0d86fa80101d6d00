package io.resforge.training.loop;

import io.resforge.training.recipe.Recipe;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.resume.Snapshot.SnapshotBuilder;
import io.resforge.training.schedule.EarlyStopping;
import io.resforge.training.schedule.LearningRate;
import io.resforge.training.schedule.Plateau;
import java.util.Optional;

/** What the held-out images decide about the epochs to come: the learning rate, and whether there are any. */
final class HeldOutMonitors {

    private static final String PLATEAU = "plateau";
    private static final String EARLY_STOPPING = "early_stopping";

    private final LearningRate schedule;
    private final Optional<Plateau> plateau;
    private final Optional<EarlyStopping> earlyStopping;

    /** @param movesPerEpoch steps of the optimizer */
    HeldOutMonitors(Recipe recipe, int movesPerEpoch) {
        this.schedule =
                LearningRate.of(recipe.schedule(), recipe.lr(), recipe.warmup(), recipe.epochs(), movesPerEpoch);
        this.plateau = recipe.plateau().map(Plateau::new);
        this.earlyStopping = recipe.earlyStopping().map(EarlyStopping::new);
    }

    /** The learning rate of a step of the optimizer, counted from 0. */
    double rate(long move) {
        double scheduled = schedule.at(move);
        return plateau.isPresent() ? plateau.get().lower(scheduled) : scheduled;
    }

    void epochEnded(Evaluation heldOut) {
        double accuracy = heldOut.accuracy();
        double loss = heldOut.loss();
        plateau.ifPresent(it -> it.epochEnded(accuracy, loss));
        earlyStopping.ifPresent(it -> it.epochEnded(accuracy, loss));
    }

    boolean shouldStop() {
        return earlyStopping.map(EarlyStopping::shouldStop).orElse(false);
    }

    void save(SnapshotBuilder snapshot) {
        plateau.map(Plateau::state).ifPresent(state -> {
            putBest(snapshot, PLATEAU, state.best());
            snapshot.put(PLATEAU + ".waited", state.waited());
            snapshot.put(PLATEAU + ".cooldown", state.cooldown());
            snapshot.put(PLATEAU + ".factor", state.factor());
        });
        earlyStopping.map(EarlyStopping::state).ifPresent(state -> {
            putBest(snapshot, EARLY_STOPPING, state.best());
            snapshot.put(EARLY_STOPPING + ".waited", state.waited());
        });
    }

    void restore(Snapshot snapshot) {
        plateau.ifPresent(it -> it.restore(new Plateau.State(
                best(snapshot, PLATEAU),
                Math.toIntExact(snapshot.whole(PLATEAU + ".waited")),
                Math.toIntExact(snapshot.whole(PLATEAU + ".cooldown")),
                snapshot.number(PLATEAU + ".factor"))));
        earlyStopping.ifPresent(it -> it.restore(new EarlyStopping.State(
                best(snapshot, EARLY_STOPPING), Math.toIntExact(snapshot.whole(EARLY_STOPPING + ".waited")))));
    }

    private static void putBest(SnapshotBuilder snapshot, String watcher, Double best) {
        if (best != null) {
            snapshot.put(watcher + ".best", best.doubleValue());
        }
    }

    /** Null before the first epoch has ended. */
    private static Double best(Snapshot snapshot, String watcher) {
        String name = watcher + ".best";
        return snapshot.has(name) ? Double.valueOf(snapshot.number(name)) : null;
    }
}
