package io.resforge.inference.canary;

import io.resforge.inference.policy.CanaryPolicy.Margins;
import io.resforge.inference.slot.Routing;
import java.util.Optional;

/** Compares a model's canary with its live version, while there is one. Calls are told by many threads, the rest by one. */
public final class CanaryWatch {

    private volatile Optional<CanaryTrial> trial = Optional.empty();

    /**
     * A canary that has fallen behind.
     *
     * @param version the canary
     * @param live the version that did better
     * @param reason in what it has fallen behind, in a sentence
     */
    public record Verdict(String version, String live, String reason) {}

    /** The routing changed: another pair of versions begins anew. */
    public void follow(Routing routing, Optional<Margins> margins) {
        boolean same = trial.isPresent()
                && trial.get().live().equals(routing.live())
                && routing.canary().isPresent()
                && trial.get().canary().equals(routing.canary().get().version());
        if (!same) {
            trial = routing.canary()
                    .map(canary -> new CanaryTrial(routing.live(), canary.version(), margins.orElseThrow()));
        }
    }

    /**
     * A call that left the choice to the server was answered.
     *
     * @param batch tells the batch that it was computed in from others
     * @param images of that batch, at least 1
     * @param nanos that computing it took
     */
    public void answered(String version, long batch, int images, long nanos) {
        trial.ifPresent(it -> it.answered(version, batch, images, nanos));
    }

    /**
     * A call that left the choice to the server was not answered, for a reason that lies with the version; or its caller gave up, or its
     * deadline passed.
     */
    public void failed(String version) {
        trial.ifPresent(it -> it.failed(version));
    }

    /**
     * The truth of a prediction became known.
     *
     * @param call tells the predictions of one call from those of others
     */
    public void fedBack(String version, long call, boolean correct) {
        trial.ifPresent(it -> it.fedBack(version, call, correct));
    }

    /** Whether the canary has fallen behind; empty while it has not, or there is none. */
    public Optional<Verdict> verdict() {
        return trial.flatMap(it -> it.verdict().map(reason -> new Verdict(it.canary(), it.live(), reason)));
    }
}
