package io.resforge.inference.watcher;

import io.resforge.inference.model.LiveModel;
import java.time.Duration;

/** What happens between the promotions log and the slot. */
public sealed interface ReloadEvent {

    /** A model began to serve. */
    record WentLive(LiveModel model, Duration took, boolean fromCache) implements ReloadEvent {}

    /** A promoted version failed a check and is not tried again. */
    record VersionRefused(Refusal refusal) implements ReloadEvent {}

    /** An entry of the promotions log cannot be read; those after it can. */
    record PromotionDamaged(String problem) implements ReloadEvent {}

    /** A version in the disk cache failed a check. */
    record CachedVersionRefused(Refusal refusal) implements ReloadEvent {}

    /** The disk cache could not be read or written; the store alone serves. */
    record CacheFailed(String problem) implements ReloadEvent {}

    /** The store is there, but nothing is promoted in it. */
    record NothingPromoted() implements ReloadEvent {}

    /** The store cannot be reached any more, or could not from the beginning. */
    record StoreLost(String problem) implements ReloadEvent {}

    /** The store can be reached again. */
    record StoreBack(Duration outage) implements ReloadEvent {}

    /** Something unforeseen went wrong in the watcher, which goes on. */
    record WatchFailed(Throwable failure) implements ReloadEvent {}
}
