package io.resforge.inference.rollout;

import io.resforge.inference.telemetry.OnDemandObserver;
import io.resforge.inference.telemetry.OnDemandObserver.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The models on demand that are loaded, or being loaded: at most so many. Where one more is to come, the one leaves that was not used for
 * longest, of those to which no call is under way.
 */
final class LoadedModels {

    /** How long to wait for calls to end, which take milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration A_MOMENT = Duration.ofMillis(2);

    private final int most;
    private final LongSupplier nanos;
    private final OnDemandObserver observer;
    private final Set<OnDemandModel> inside = new LinkedHashSet<>();

    /** @param most models that are loaded at a time, at least 1 */
    LoadedModels(int most, LongSupplier nanos, OnDemandObserver observer) {
        this.most = most;
        this.nanos = nanos;
        this.observer = observer;
    }

    int most() {
        return most;
    }

    synchronized int count() {
        return inside.size();
    }

    /** All of them, the one that was used last first. */
    List<OnDemandModel> latestFirst() {
        long now = nanos.getAsLong();
        return snapshot().stream()
                .map(model -> new Unused(model, now - model.lastUsed())) // it changes while they are sorted
                .sorted(Comparator.comparingLong(Unused::nanos))
                .map(Unused::model)
                .toList();
    }

    private record Unused(OnDemandModel model, long nanos) {}

    private synchronized List<OnDemandModel> snapshot() {
        return new ArrayList<>(inside);
    }

    /** Makes room for a model that is to be loaded; false if calls are under way to all others for too long. */
    boolean enter(OnDemandModel model) {
        long begin = nanos.getAsLong();
        while (!entered(model)) {
            if (!evictOne(Room.MODELS)) {
                if (nanos.getAsLong() - begin > PATIENCE.toNanos()) {
                    return false;
                }
                LockSupport.parkNanos(A_MOMENT.toNanos());
            }
        }
        return true;
    }

    private synchronized boolean entered(OnDemandModel model) {
        return inside.contains(model) || inside.size() < most && inside.add(model);
    }

    /** A model could not be loaded, or has left. */
    synchronized void leave(OnDemandModel model) {
        inside.remove(model);
    }

    /** Frees the memory of one; false if there is none that can go, also not soon. */
    boolean freeMemory() {
        long begin = nanos.getAsLong();
        while (!evictOne(Room.MEMORY)) {
            boolean soon = snapshot().stream().anyMatch(OnDemandModel::mayLeave);
            if (!soon || nanos.getAsLong() - begin > PATIENCE.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(A_MOMENT.toNanos());
        }
        return true;
    }

    private boolean evictOne(Room lacking) {
        for (OnDemandModel model : latestFirst().reversed()) {
            if (model.leave()) {
                leave(model);
                observer.evicted(lacking);
                return true;
            }
        }
        return false;
    }
}
