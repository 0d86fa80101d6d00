package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.backend.kubernetes.state.StateReader.JobRunStatus;
import io.resforge.trainer.contract.RunState;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a sweep stands, of which several members train at a time. */
public final class SweepStateReader {

    private SweepStateReader() {}

    /** How its members stand; empty if the Job is no sweep. */
    public static Optional<SweepMembers> members(Job job) {
        if (!JobReader.isIndexed(job)) {
            return Optional.empty();
        }
        JobStatus status = JobReader.status(job);
        return Optional.of(new SweepMembers(
                JobReader.members(job),
                Optional.ofNullable(status.getActive()).orElse(0),
                Optional.ofNullable(status.getSucceeded()).orElse(0),
                MemberIndexes.read(status.getFailedIndexes())));
    }

    /** As far as the member that is farthest; it runs as soon as one has ended. */
    static JobRunStatus live(RunFacts facts) {
        SweepMembers members = members(facts.job()).orElseThrow();
        List<PodStage> stages = facts.pods().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(PodStage::of)
                .filter(stage -> stage.kind() != PodStage.Kind.OVER)
                .toList();
        Optional<PodStage> farthest = stages.stream().max(Comparator.comparing(PodStage::kind));
        // Between two members there may be none that trains at this moment.
        boolean begun = members.succeeded() > 0 || !members.failed().isEmpty();
        RunState state = begun
                ? RunState.RUNNING
                : farthest.map(PodStage::kind).map(SweepStateReader::state).orElse(RunState.QUEUED);
        String words = farthest.map(PodStage::words)
                .filter(it -> !it.isEmpty())
                .or(facts::refusal)
                .map(it -> "; " + it)
                .orElse("");
        return JobRunStatus.live(state, counts(members) + words);
    }

    private static RunState state(PodStage.Kind kind) {
        return switch (kind) {
            case UNSCHEDULED, OVER -> RunState.QUEUED;
            case STARTING -> RunState.STARTING;
            case PULLING -> RunState.PULLING_IMAGE;
            case RUNNING -> RunState.RUNNING;
        };
    }

    private static String counts(SweepMembers members) {
        String failed = members.failed().isEmpty() ? "" : ", failed are " + MemberIndexes.shortened(members.failed());
        return String.format(
                Locale.ROOT,
                "%d of %d members done, %d at work%s",
                members.succeeded(),
                members.count(),
                members.active(),
                failed);
    }
}
