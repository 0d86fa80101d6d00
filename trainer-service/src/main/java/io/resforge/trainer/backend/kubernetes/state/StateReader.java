package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.Pod;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.contract.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells where a run stands. The store's word on how it ended goes before Kubernetes', since the worker knows more; Kubernetes' word on
 * what happens now goes before the store's, which may be an hour old.
 */
public final class StateReader {

    private StateReader() {}

    /** Where a run stands. */
    public static JobRunStatus read(RunFacts facts) {
        return facts.end().map(StateReader::ended).or(() -> JobEnd.of(facts)).orElseGet(() -> live(facts));
    }

    private static JobRunStatus ended(RunEnd end) {
        return new JobRunStatus(RunState.of(end.outcome()), end.message(), Optional.of(end.endedAt()));
    }

    private static JobRunStatus live(RunFacts facts) {
        if (facts.job().getMetadata().getDeletionTimestamp() != null) {
            return JobRunStatus.live(RunState.SUSPENDED, "its Job is being deleted");
        }
        if (JobReader.isSuspendedByUser(facts.job())) {
            return JobRunStatus.live(
                    RunState.SUSPENDED,
                    "suspended" + progress(facts).map(it -> " in " + it).orElse(""));
        }
        if (JobReader.isSuspended(facts.job())) {
            return JobRunStatus.live(
                    RunState.QUEUED,
                    "waits in the queue " + JobReader.queue(facts.job()).orElseThrow());
        }
        return facts.isSweep() ? SweepStateReader.live(facts) : single(facts);
    }

    private static JobRunStatus single(RunFacts facts) {
        Optional<Pod> pod = current(facts.pods());
        PodStage stage = pod.map(PodStage::of)
                .orElseGet(() ->
                        new PodStage(PodStage.Kind.UNSCHEDULED, facts.refusal().orElse("waits for its turn")));
        String last =
                lastFailure(facts).map(it -> "; before that, " + it.words()).orElse("");
        return switch (stage.kind()) {
            case RUNNING ->
                progress(facts).isPresent()
                        ? JobRunStatus.live(RunState.RUNNING, progress(facts).get() + last)
                        : JobRunStatus.live(RunState.STARTING, "the worker loads its data" + last);
            case OVER -> over(facts, pod.orElseThrow(), last);
            case UNSCHEDULED -> JobRunStatus.live(waiting(facts, RunState.QUEUED), stage.words() + last);
            case STARTING -> JobRunStatus.live(waiting(facts, RunState.STARTING), stage.words() + last);
            case PULLING -> JobRunStatus.live(RunState.PULLING_IMAGE, stage.words() + last);
        };
    }

    private static JobRunStatus over(RunFacts facts, Pod pod, String last) {
        if (!PodReader.isOver(pod)) {
            return JobRunStatus.live(RunState.RUNNING, "the worker has ended; its pod will in a moment");
        }
        return PodReader.hasSucceeded(pod)
                ? JobRunStatus.live(RunState.RUNNING, "the worker is done; its Job will be in a moment")
                : JobRunStatus.live(
                        waiting(facts, RunState.QUEUED), facts.refusal().orElse("waits for another try") + last);
    }

    /** The pod that counts: one that is on its way out has been given up. */
    private static Optional<Pod> current(List<Pod> oldestFirst) {
        return oldestFirst.reversed().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst();
    }

    private static RunState waiting(RunFacts facts, RunState first) {
        Optional<PodFailure> last = lastFailure(facts);
        boolean lostItsWorker = last.map(PodFailure::disrupted).orElseGet(() -> hasTrained(facts));
        return lostItsWorker ? RunState.PREEMPTED : first;
    }

    /** Since it was started, or resumed; a preempted pod is soon gone without a trace, but for what it reported. */
    private static boolean hasTrained(RunFacts facts) {
        return facts.status().isPresent()
                && JobReader.startedAt(facts.job())
                        .filter(start -> facts.status().get().updatedAt().isAfter(start))
                        .isPresent();
    }

    private static Optional<PodFailure> lastFailure(RunFacts facts) {
        return facts.pods().reversed().stream()
                .map(PodFailure::of)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> progress(RunFacts facts) {
        return facts.status().map(RunStatus::progress).map(TrainingRun::words);
    }

    /**
     * Where a run stands.
     *
     * @param state in a word
     * @param message why, in words
     * @param endedAt when it ended; empty before
     */
    public record JobRunStatus(RunState state, String message, Optional<Instant> endedAt) {

        static JobRunStatus live(RunState state, String message) {
            return new JobRunStatus(state, message, Optional.empty());
        }
    }
}
