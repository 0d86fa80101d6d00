package io.resforge.inference.watcher;

import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.ReloadEvent.StoreBack;
import io.resforge.inference.watcher.ReloadEvent.StoreLost;
import io.resforge.inference.watcher.ReloadEvent.WatchFailed;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks at the promotions log again and again, and says when to look next. It tells of an outage of the store once when it
 * begins and once when it ends, and survives whatever goes wrong. One thread at a time may use it.
 */
public final class Watcher {

    private final ChampionFollower follower;
    private final Rollout rollout;
    private final ModelSlot slot;
    private final PollSchedule schedule;
    private final ReloadListener listener;
    private int failures;
    private OptionalLong lostAt = OptionalLong.empty();
    private boolean triedCache;
    private String toldFailure = "";

    public Watcher(
            ChampionFollower follower,
            Rollout rollout,
            ModelSlot slot,
            PollSchedule schedule,
            ReloadListener listener) {
        this.follower = follower;
        this.rollout = rollout;
        this.slot = slot;
        this.schedule = schedule;
        this.listener = listener;
    }

    /**
     * Looks once.
     *
     * @return time until the next look
     */
    public Duration look() {
        try {
            follow();
            if (slot.live().isEmpty() && !triedCache) {
                triedCache = true;
                rollout.bringCached();
            }
        } catch (Throwable e) { // an Error, too, must not end the watch
            unforeseen(e);
        }
        return schedule.next(failures);
    }

    private void follow() {
        try {
            Optional<Promotion> champion = follower.look();
            if (lostAt.isPresent()) {
                listener.on(new StoreBack(Duration.ofNanos(System.nanoTime() - lostAt.getAsLong())));
                lostAt = OptionalLong.empty();
            }
            champion.ifPresent(follower::follow);
            failures = 0;
        } catch (StoreFailure e) {
            failures++;
            if (lostAt.isEmpty()) {
                lostAt = OptionalLong.of(System.nanoTime());
                listener.on(new StoreLost(e.getMessage()));
            }
        }
    }

    private void unforeseen(Throwable e) {
        failures++;
        if (!e.toString().equals(toldFailure)) {
            toldFailure = e.toString();
            listener.on(new WatchFailed(e));
        }
    }
}
