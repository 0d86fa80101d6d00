package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was seen of a run.
 *
 * @param job that it is, or is a member of
 * @param member its place in a sweep; empty if it is none
 * @param pods of the Job, in any order; those of other members are passed over
 * @param status how far it is, as the store tells
 * @param end how it ended, as the store tells
 * @param refusal why no pod can be made for the Job, in Kubernetes' words; empty if one can
 */
public record RunFacts(
        Job job,
        OptionalInt member,
        List<Pod> pods,
        Optional<RunStatus> status,
        Optional<RunEnd> end,
        Optional<String> refusal) {

    public RunFacts {
        pods = pods.stream()
                .filter(pod -> member.isEmpty() || PodReader.index(pod).equals(member))
                .sorted(PodReader.OLDEST_FIRST)
                .toList();
    }

    /** A run that is a Job of its own. */
    public static RunFacts of(Job job, List<Pod> pods, Optional<RunStatus> status, Optional<RunEnd> end) {
        return new RunFacts(job, OptionalInt.empty(), pods, status, end, Optional.empty());
    }

    /** Whether this is the sweep itself, of which several pods work at a time. */
    boolean isSweep() {
        return member.isEmpty() && JobReader.isIndexed(job);
    }
}
