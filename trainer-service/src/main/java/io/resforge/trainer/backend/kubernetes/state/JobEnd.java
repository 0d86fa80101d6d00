package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.resforge.trainer.backend.kubernetes.state.StateReader.JobRunStatus;
import io.resforge.trainer.backend.kubernetes.state.SweepStateReader.MemberIndexes;
import io.resforge.trainer.contract.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How Kubernetes says that a Job, or a member of it, ended. */
final class JobEnd {

    private JobEnd() {}

    /** Empty as long as it has not. */
    static Optional<JobRunStatus> of(RunFacts facts) {
        if (facts.member().isPresent()) {
            Optional<JobRunStatus> member = member(facts, facts.member().getAsInt());
            if (member.isPresent()) {
                return member;
            }
        }
        Optional<JobCondition> failed = JobReader.condition(facts.job(), "Failed")
                // Kubernetes has decided, and waits for the last pods to end.
                .or(() -> JobReader.condition(facts.job(), "FailureTarget"));
        if (failed.isPresent()) {
            return Optional.of(failed(facts, failed.get()));
        }
        return JobReader.condition(facts.job(), "Complete").map(complete -> completed(facts, at(complete)));
    }

    private static Optional<JobRunStatus> member(RunFacts facts, int member) {
        if (MemberIndexes.read(JobReader.status(facts.job()).getCompletedIndexes())
                .contains(member)) {
            return Optional.of(completed(facts, Optional.empty()));
        }
        if (MemberIndexes.read(JobReader.status(facts.job()).getFailedIndexes()).contains(member)) {
            return Optional.of(
                    new JobRunStatus(RunState.FAILED, lastFailure(facts, "the member failed"), Optional.empty()));
        }
        return Optional.empty();
    }

    /** A worker records its version before it ends, so that one which is not recorded by then never was. */
    private static JobRunStatus completed(RunFacts facts, Optional<Instant> at) {
        return facts.isSweep()
                ? new JobRunStatus(RunState.SUCCEEDED, "every member has ended", at)
                : new JobRunStatus(RunState.FAILED, "it completed, but published no version", at);
    }

    private static JobRunStatus failed(RunFacts facts, JobCondition condition) {
        String said = condition.getMessage() == null ? "" : condition.getMessage();
        String words =
                switch (String.valueOf(condition.getReason())) {
                    case "DeadlineExceeded" -> deadline(facts);
                    case "BackoffLimitExceeded" -> lastFailure(facts, "it failed too often") + tries(facts);
                    case "PodFailurePolicy" -> lastFailure(facts, said);
                    case "FailedIndexes" -> "some members failed: " + failedIndexes(facts);
                    case "MaxFailedIndexesExceeded" -> "too many members failed: " + failedIndexes(facts);
                    default -> condition.getReason() + ": " + said;
                };
        return new JobRunStatus(RunState.FAILED, words, at(condition));
    }

    private static String failedIndexes(RunFacts facts) {
        return MemberIndexes.shortened(
                MemberIndexes.read(JobReader.status(facts.job()).getFailedIndexes()));
    }

    private static String deadline(RunFacts facts) {
        Long seconds = facts.job().getSpec().getActiveDeadlineSeconds();
        String allowed = seconds == null ? "" : " of " + seconds + " s";
        String stuck = facts.pods().isEmpty() ? "" : stuck(facts.pods().getLast());
        return "it took longer than its deadline" + allowed + " (DeadlineExceeded)" + stuck;
    }

    /** A pod that never ran says why it took so long. */
    private static String stuck(Pod pod) {
        String words = PodStage.of(pod).words();
        return words.isEmpty() ? "" : "; " + words;
    }

    private static String tries(RunFacts facts) {
        Integer failed = JobReader.status(facts.job()).getFailed();
        return failed == null || failed < 2 ? "" : "; that was try " + failed + " of " + failed;
    }

    private static String lastFailure(RunFacts facts, String otherwise) {
        List<PodFailure> failures = facts.pods().stream()
                .map(PodFailure::of)
                .flatMap(Optional::stream)
                .toList();
        return failures.isEmpty() ? otherwise : failures.getLast().words();
    }

    private static Optional<Instant> at(JobCondition condition) {
        return JobReader.instant(condition.getLastTransitionTime());
    }
}
