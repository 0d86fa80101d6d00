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

    /** The model is served on demand: the next call that names it loads it. */
    record Loadable() implements ReloadEvent {}

    /** A model that is served on demand could not be loaded, and is not tried again for a while. */
    record NotLoadable(String problem) implements ReloadEvent {}

    /** A model that is served on demand left memory for others. */
    record Evicted(String version, Duration unused) implements ReloadEvent {}

    /** The store cannot be reached any more, or could not from the beginning. */
    record StoreLost(String problem) implements ReloadEvent {}

    /** The store can be reached again. */
    record StoreBack(Duration outage) implements ReloadEvent {}

    /** Something unforeseen went wrong in the watcher, which goes on. */
    record WatchFailed(Throwable failure) implements ReloadEvent {}

    /** Is told what happens, for each model in order, by the model's own watcher thread. */
    public interface ReloadListener {

        /** Something happened to a model. */
        void on(String model, ReloadEvent event);

        /** Tells several listeners, in their order. One that fails is logged and costs the others nothing. */
        static ReloadListener all(ReloadListener... listeners) {
            return (model, event) -> {
                for (ReloadListener listener : listeners) {
                    try {
                        listener.on(model, event);
                    } catch (RuntimeException | Error e) {
                        System.getLogger(ReloadListener.class.getName())
                                .log(System.Logger.Level.ERROR, "could not tell of " + event + " of " + model, e);
                    }
                }
            };
        }
    }

    /** A version that failed a check on its way to being served, and the promotion that named it, or 0. */
    public record RejectedVersion(String version, long promotion, RefusalReason reason, String message) {

        /** Why a version is not served, as a metric counts it. */
        public enum RefusalReason {
            /** The store has no such version. */
            MISSING,
            /** A file is missing, or is not what the manifest says. */
            CHECKSUM,
            /** The manifest cannot be read, or its network cannot be built of its parameters. */
            INCOMPATIBLE,
            /** No trusted key signed it, where that is required; it may be signed, or the key trusted, later. */
            SIGNATURE(true),
            /** It computes other logits for its golden images than it should. */
            GOLDEN,
            /** The engine failed to load or to run it. */
            ENGINE(true),
            /** The memory budget, Java's heap or the system has no room for it or for a thread that it takes. */
            MEMORY(true);

            private final boolean mayPass;

            RefusalReason() {
                this(false);
            }

            RefusalReason(boolean mayPass) {
                this.mayPass = mayPass;
            }

            /**
             * Whether the same files may pass later: the failure lies with this process and its machine, not with the
             * files.
             */
            public boolean mayPass() {
                return mayPass;
            }
        }
    }
}
