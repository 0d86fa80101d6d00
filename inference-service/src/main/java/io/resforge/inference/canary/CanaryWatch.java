package io.resforge.inference.canary;

import io.resforge.inference.policy.CanaryPolicy.Margins;
import io.resforge.inference.slot.Routing;
import java.util.Optional;

/** Compares a model's canary with its live version, while there is one. Calls are told by many threads, the rest by one. */
public final class CanaryWatch {

    private volatile Optional<Trial> trial = Optional.empty();

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
            trial = routing.canary().map(canary -> new Trial(routing.live(), canary.version(), margins.orElseThrow()));
        }
    }

    /** Whether there is a canary to be compared. */
    public boolean isUnderWay() {
        return trial.isPresent();
    }

    /**
     * A call that left the choice to the server was answered.
     *
     * @param images that it had, at least 1
     * @param first whether no images of others waited when it came
     */
    public void answered(String version, int images, long nanos, boolean first) {
        trial.ifPresent(it -> it.took(version, images, nanos, first, true));
    }

    /** The caller of a call that left the choice to the server gave up after this time, or its deadline passed. */
    public void gaveUp(String version, int images, long nanos, boolean first) {
        trial.ifPresent(it -> it.took(version, images, nanos, first, false));
    }

    /** A call that left the choice to the server was not answered, for a reason that lies with the version. */
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
