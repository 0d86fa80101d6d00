package io.resforge.inference.rollout;

import io.resforge.inference.models.Routing;
import io.resforge.inference.models.TrialCalls;
import io.resforge.inference.rollout.ModelPolicy.CanaryPolicy.Margins;
import java.util.Optional;

/** Compares a model's canary with its live version, while there is one. Calls are told by many threads, the rest by one. */
public final class CanaryWatch implements TrialCalls {

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

    @Override
    public void answered(String version, long batch, int images, long nanos) {
        trial.ifPresent(it -> it.answered(version, batch, images, nanos));
    }

    @Override
    public void failed(String version) {
        trial.ifPresent(it -> it.failed(version));
    }

    @Override
    public void fedBack(String version, long call, boolean correct) {
        trial.ifPresent(it -> it.fedBack(version, call, correct));
    }

    /** Whether the canary has fallen behind; empty while it has not, or there is none. */
    public Optional<Verdict> verdict() {
        return trial.flatMap(it -> it.verdict().map(reason -> new Verdict(it.canary(), it.live(), reason)));
    }
}
