package io.resforge.inference.canary;

import io.resforge.inference.policy.CanaryPolicy.Margins;
import java.util.Locale;
import java.util.Optional;

/** A canary beside the live version, and how both do since it began. Many threads may tell it of calls. */
final class Trial {

    private final String live;
    private final String canary;
    private final Margins margins;
    private final Tally ofLive = new Tally();
    private final Tally ofCanary = new Tally();

    Trial(String live, String canary, Margins margins) {
        this.live = live;
        this.canary = canary;
        this.margins = margins;
    }

    String live() {
        return live;
    }

    String canary() {
        return canary;
    }

    /** What is told of a version; empty if it takes no part. */
    Optional<Tally> of(String version) {
        if (version.equals(canary)) {
            return Optional.of(ofCanary);
        }
        return version.equals(live) ? Optional.of(ofLive) : Optional.empty();
    }

    /** In what the canary has fallen behind; empty while it has not. */
    Optional<String> verdict() {
        return errors().or(this::latency).or(this::accuracy);
    }

    private Optional<String> errors() {
        boolean enough = Math.min(ofCanary.calls(), ofLive.calls()) >= margins.calls();
        boolean behind = enough && ofCanary.errors() > ofLive.errors() + margins.errors();
        return behind
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.2f%% of its calls failed, and %.2f%% of those of version %s",
                        100 * ofCanary.errors(),
                        100 * ofLive.errors(),
                        live))
                : Optional.empty();
    }

    private Optional<String> latency() {
        boolean enough = Math.min(ofCanary.answers(), ofLive.answers()) >= margins.calls();
        boolean behind = enough && ofCanary.latency95() > ofLive.latency95() * margins.latency();
        return behind
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "95%% of its answers took up to %.2f ms, and %.2f ms those of version %s",
                        ofCanary.latency95(),
                        ofLive.latency95(),
                        live))
                : Optional.empty();
    }

    private Optional<String> accuracy() {
        boolean enough = Math.min(ofCanary.feedback(), ofLive.feedback()) >= margins.feedback();
        boolean behind = enough && ofCanary.accuracy() < ofLive.accuracy() - margins.accuracy();
        return behind
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.1f%% of its predictions were right by feedback, and %.1f%% of those of version %s",
                        100 * ofCanary.accuracy(),
                        100 * ofLive.accuracy(),
                        live))
                : Optional.empty();
    }
}
