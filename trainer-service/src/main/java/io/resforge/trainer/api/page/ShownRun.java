package io.resforge.trainer.api.page;

import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.support.html.PageText;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run as templates show it.
 *
 * @param epochs some of its finished epochs, or all
 */
public record ShownRun(RunView run, List<EpochRecord> epochs, Instant now) {

    public String id() {
        return run.id();
    }

    public String path() {
        return "/runs/" + run.id();
    }

    /** As badges have it. */
    public String state() {
        return switch (run.state()) {
            case PULLING_IMAGE, STARTING -> "queued";
            case PREEMPTED -> "suspended";
            default -> run.state().name().toLowerCase(Locale.ROOT);
        };
    }

    /** In words. */
    public String stateText() {
        return run.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public boolean ended() {
        return run.state().ended();
    }

    public boolean suspended() {
        return run.state() == RunState.SUSPENDED;
    }

    public boolean isSweep() {
        return run.members().isPresent();
    }

    public Optional<SweepMembers> members() {
        return run.members();
    }

    public String message() {
        return run.message();
    }

    public String model() {
        return run.spec().model();
    }

    public String dataset() {
        return run.spec().dataset();
    }

    /** The name of its recipe. */
    public String recipe() {
        return run.labels().get(RunLabels.RECIPE);
    }

    public String arch() {
        return String.valueOf(run.spec().recipe().getOrDefault("arch", "–"));
    }

    /** The sweep that it is a member of, or empty. */
    public Optional<String> memberOf() {
        return Optional.ofNullable(run.labels().get(RunLabels.SWEEP));
    }

    public Optional<Progress> progress() {
        return run.progress();
    }

    public Optional<RunEnd.Result> result() {
        return run.result();
    }

    public Instant submittedAt() {
        return run.spec().submittedAt();
    }

    public Optional<Instant> startedAt() {
        return run.startedAt();
    }

    public Optional<Instant> endedAt() {
        return run.endedAt();
    }

    /** Share of its steps that are done, of 1,000. */
    public int permille() {
        return run.progress()
                .map(it -> (int) Math.round(1000.0
                        * ((it.epoch() - 1.0) * it.steps() + it.step())
                        / Math.max(1, (double) it.epochs() * it.steps())))
                .orElse(run.state() == RunState.SUCCEEDED ? 1000 : 0);
    }

    /** From its start until now, or its end; empty before. */
    public Optional<Duration> took() {
        return run.startedAt()
                .map(start -> Duration.between(start, run.endedAt().orElse(now)));
    }

    /** Empty where that is not known. */
    public Optional<Duration> timeLeft() {
        return run.state() == RunState.RUNNING
                ? run.progress().map(it -> Duration.ofSeconds(Math.round(it.secondsLeft())))
                : Optional.empty();
    }

    /** The epoch with the best held-out accuracy so far; empty before the first. */
    public Optional<EpochRecord> best() {
        return RunCurves.best(epochs);
    }

    /** Its best held-out accuracy as far as it is known here. */
    public Optional<Double> accuracy() {
        return run.result().map(RunEnd.Result::heldOutAccuracy).or(() -> best().map(EpochRecord::heldOutAccuracy));
    }

    /** For a sparkline; empty if there are too few epochs for a line. */
    public Optional<Object> spark() {
        if (epochs.size() < 2) {
            return Optional.empty();
        }
        List<Double> values = epochs.stream().map(EpochRecord::heldOutAccuracy).toList();
        String label = "held-out accuracy from " + PageText.percent(values.getFirst()) + " to "
                + PageText.percent(values.getLast());
        return Optional.of(PageText.island(Map.of("values", values, "label", label)));
    }
}
