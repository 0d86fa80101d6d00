package io.resforge.trainer.kubernetes.state;

import io.fabric8.kubernetes.api.model.Pod;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.trainer.run.RunState;
import java.util.List;
import java.util.Optional;

/**
 * Tells where a run stands. The store's word on how it ended goes before Kubernetes', since the worker knows more; Kubernetes' word on
 * what happens now goes before the store's, which may be an hour old.
 */
public final class StateReader {

    private StateReader() {}

    /** Where a run stands. */
    public static Standing read(Facts facts) {
        return facts.end().map(StateReader::ended).or(() -> JobEnd.of(facts)).orElseGet(() -> live(facts));
    }

    private static Standing ended(RunEnd end) {
        RunState state =
                switch (end.outcome()) {
                    case SUCCEEDED -> RunState.SUCCEEDED;
                    case FAILED -> RunState.FAILED;
                    case CANCELLED -> RunState.CANCELLED;
                };
        return new Standing(state, end.message(), Optional.of(end.endedAt()));
    }

    private static Standing live(Facts facts) {
        if (facts.job().getMetadata().getDeletionTimestamp() != null) {
            return Standing.live(RunState.SUSPENDED, "its Job is being deleted");
        }
        if (JobReader.isHeld(facts.job())) {
            return Standing.live(
                    RunState.SUSPENDED,
                    "suspended" + progress(facts).map(it -> " in " + it).orElse(""));
        }
        if (JobReader.isSuspended(facts.job())) {
            return Standing.live(
                    RunState.QUEUED,
                    "waits in the queue " + JobReader.queue(facts.job()).orElseThrow());
        }
        return facts.isSweep() ? SweepReader.live(facts) : single(facts);
    }

    private static Standing single(Facts facts) {
        Optional<Pod> pod = current(facts.pods());
        PodStage stage = pod.map(PodStage::of)
                .orElseGet(() ->
                        new PodStage(PodStage.Kind.UNSCHEDULED, facts.refusal().orElse("waits for its turn")));
        String last =
                lastFailure(facts).map(it -> "; before that, " + it.words()).orElse("");
        return switch (stage.kind()) {
            case RUNNING ->
                progress(facts).isPresent()
                        ? Standing.live(RunState.RUNNING, progress(facts).get() + last)
                        : Standing.live(RunState.STARTING, "the worker loads its data" + last);
            case OVER -> over(facts, pod.orElseThrow(), last);
            case UNSCHEDULED -> Standing.live(waiting(facts, RunState.QUEUED), stage.words() + last);
            case STARTING -> Standing.live(waiting(facts, RunState.STARTING), stage.words() + last);
            case PULLING -> Standing.live(RunState.PULLING_IMAGE, stage.words() + last);
        };
    }

    private static Standing over(Facts facts, Pod pod, String last) {
        if (!PodReader.isOver(pod)) {
            return Standing.live(RunState.RUNNING, "the worker has ended; its pod will in a moment");
        }
        return PodReader.hasSucceeded(pod)
                ? Standing.live(RunState.RUNNING, "the worker is done; its Job will be in a moment")
                : Standing.live(
                        waiting(facts, RunState.QUEUED), facts.refusal().orElse("waits for another try") + last);
    }

    /** The pod that counts: one that is on its way out has been given up. */
    private static Optional<Pod> current(List<Pod> oldestFirst) {
        return oldestFirst.reversed().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst();
    }

    private static RunState waiting(Facts facts, RunState first) {
        Optional<PodFailure> last = lastFailure(facts);
        boolean lostItsWorker = last.map(PodFailure::disrupted).orElseGet(() -> hasTrained(facts));
        return lostItsWorker ? RunState.PREEMPTED : first;
    }

    /** Since it was started, or resumed; a preempted pod is soon gone without a trace, but for what it reported. */
    private static boolean hasTrained(Facts facts) {
        return facts.status().isPresent()
                && JobReader.startedAt(facts.job())
                        .filter(start -> facts.status().get().updatedAt().isAfter(start))
                        .isPresent();
    }

    private static Optional<PodFailure> lastFailure(Facts facts) {
        return facts.pods().reversed().stream()
                .map(PodFailure::of)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> progress(Facts facts) {
        return facts.status().map(RunStatus::progress).map(StateReader::words);
    }

    private static String words(Progress progress) {
        return "epoch " + progress.epoch() + " of " + progress.epochs();
    }
}
