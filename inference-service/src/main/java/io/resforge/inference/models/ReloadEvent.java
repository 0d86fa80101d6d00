package io.resforge.inference.models;

import java.time.Duration;

/** What happens between the store and the slot of one model. */
public sealed interface ReloadEvent {

    /** A version began to answer the calls that ask for none in particular. */
    record WentLive(LiveModel model, Duration took, boolean fromCache) implements ReloadEvent {}

    /** A version was loaded for another purpose than to be live. */
    record VersionLoaded(LiveModel model, Duration took) implements ReloadEvent {}

    /** It has changed which version answers what. */
    record Rerouted(Routing routing) implements ReloadEvent {}

    /** A version failed a check. */
    record VersionRefused(RejectedVersion refusal) implements ReloadEvent {}

    /** A version was to be the canary, and is not; the reason says why. */
    record NotTried(String version, String reason) implements ReloadEvent {}

    /** A canary fell behind and answers no more; the reason says in what. */
    record CanaryWithdrawn(String version, String reason) implements ReloadEvent {}

    /** The withdrawal of a canary could not be recorded in the promotions log; it is tried again. */
    record WithdrawalNotRecorded(String version, String problem) implements ReloadEvent {}

    /** An entry of the promotions log cannot be read; those after it can. */
    record PromotionDamaged(String problem) implements ReloadEvent {}

    /** A version in the disk cache failed a check. */
    record CachedVersionRefused(RejectedVersion refusal) implements ReloadEvent {}

    /** The disk cache could not be read or written; the store alone serves. */
    record CacheFailed(String problem) implements ReloadEvent {}

    /** The store is there, but nothing is promoted in it. */
    record NothingPromoted() implements ReloadEvent {}

    /** The store is there, but it has no version of the model. */
    record NothingPublished() implements ReloadEvent {}

    /** The first look at what is to be served has ended, whatever came of it; told once, after all that came of it. */
    record FirstLookEnded() implements ReloadEvent {}

    /** The store cannot be reached any more, or could not from the beginning. */
    record StoreLost(String problem) implements ReloadEvent {}

    /** The store can be reached again. */
    record StoreBack(Duration outage) implements ReloadEvent {}

    /** Something unforeseen went wrong in the watcher, which goes on. */
    record WatchFailed(Throwable failure) implements ReloadEvent {}
}
