package io.resforge.trainer.backend;

import static io.resforge.trainer.contract.RunState.CANCELLED;
import static io.resforge.trainer.contract.RunState.FAILED;
import static io.resforge.trainer.contract.RunState.QUEUED;
import static io.resforge.trainer.contract.RunState.RUNNING;
import static io.resforge.trainer.contract.RunState.STARTING;
import static io.resforge.trainer.contract.RunState.SUCCEEDED;
import static io.resforge.trainer.contract.RunState.SUSPENDED;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunSuspension;
import io.resforge.trainer.contract.RunState;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run as its objects in the store tell it; nothing else is known of a run, so that each control plane says the same.
 *
 * @param spec what was asked for
 * @param launch its newest attempt; empty before the first
 * @param status how far the worker is, once it said so
 * @param end how it ended, once it has
 * @param hold whether it is suspended; empty if it never was
 */
public record TrainingRun(
        RunSpec spec,
        Optional<RunAttempt> launch,
        Optional<RunStatus> status,
        Optional<RunEnd> end,
        Optional<RunSuspension> hold) {

    /** A run that was just recorded. */
    public static TrainingRun submitted(RunSpec spec) {
        return new TrainingRun(spec, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public String id() {
        return spec.runId();
    }

    /** Whether it is suspended. */
    public boolean isHeld() {
        return hold.map(RunSuspension::held).orElse(false);
    }

    /** How far training is; empty before it begins. */
    public Optional<Progress> progress() {
        return status.map(RunStatus::progress);
    }

    /** Where the run stands. */
    public RunState state() {
        if (end.isPresent()) {
            return RunState.of(end.get().outcome());
        }
        if (isHeld()) {
            return SUSPENDED;
        }
        if (progress().isPresent()) {
            return RUNNING;
        }
        return launch.isPresent() || status.isPresent() ? STARTING : QUEUED;
    }

    /** Why it stands there, in words. */
    public String message() {
        return switch (state()) {
            case QUEUED -> "waits for its turn";
            case STARTING -> "the worker loads its data" + attempt();
            case RUNNING -> progress().map(TrainingRun::words).orElseThrow() + attempt() + trouble();
            case SUSPENDED ->
                "suspended" + progress().map(it -> " in " + words(it)).orElse("")
                        + hold.map(RunSuspension::reason)
                                .map(reason -> ": " + reason)
                                .orElse("");
            case SUCCEEDED, FAILED, CANCELLED -> end.orElseThrow().message();
            case PULLING_IMAGE, PREEMPTED -> throw new IllegalStateException("a process has no such state");
        };
    }

    /** What tells of a run that has ended how, when and of which model, and little more. */
    TrainingRun inBrief() {
        RunEnd all = end.orElseThrow();
        String message = all.outcome() == RunEnd.Outcome.FAILED ? "failed" : "";
        return new TrainingRun(
                new RunSpec(id(), spec.model(), spec.dataset(), null, Map.of(), spec.submittedAt(), Map.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RunEnd(all.outcome(), message, all.result(), all.endedAt())),
                Optional.empty());
    }

    /** The run as clients see it. */
    public RunView view() {
        return new RunView(
                spec,
                state(),
                message(),
                status.map(RunStatus::startedAt),
                end.map(RunEnd::endedAt),
                progress(),
                end.map(RunEnd::result),
                Optional.empty());
    }

    /** How far training is, in words. */
    public static String words(Progress progress) {
        return "epoch " + progress.epoch() + " of " + progress.epochs();
    }

    private String trouble() {
        return status.map(RunStatus::trouble).map(it -> "; " + it).orElse("");
    }

    private String attempt() {
        return launch.filter(it -> it.attempt() > 1)
                .map(it -> String.format(Locale.ROOT, "; %s after: %s", it.words(), it.after()))
                .orElse("");
    }
}
