package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.SweepRequest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether an id is free: the members of a sweep are runs too, whose ids follow from its own. */
final class FreeIds {

    private final RunStore store;
    private final JobRuns runs;
    private final Cluster cluster;

    FreeIds(RunStore store, JobRuns runs, Cluster cluster) {
        this.store = store;
        this.runs = runs;
        this.cluster = cluster;
    }

    /**
     * Looks before a Job is made, so that most submissions whose id is taken leave no trace.
     *
     * @param members of the sweep that it is to be; 0 for a single run
     * @throws RunAlreadyExists if the run would be a member of a sweep, or a run one of its members
     */
    void require(String runId, int members) {
        sweepOf(runId).ifPresent(sweep -> {
            throw memberOf(sweep, runId);
        });
        if (members > 0) {
            Set<String> ids = Set.copyOf(MemberId.all(runId, members));
            Stream.concat(
                            store.ids().stream().filter(ids::contains),
                            ids.stream().filter(this::hasOwnJob))
                    .findFirst()
                    .ifPresent(taken -> {
                        throw hasMember(runId, taken);
                    });
        }
    }

    /**
     * Looks once the Job is made, for what another control plane made at the same moment. The API server puts all Jobs in one order, so
     * that of two in each other's way exactly one came first.
     *
     * @throws RunAlreadyExists if this one did not
     */
    void requireFirst(Job made, String runId, int members) {
        MemberId.parse(runId)
                .filter(id -> cluster.asOf(made)
                        .named(id.sweep())
                        .flatMap(job -> JobRuns.member(job, id))
                        .isPresent())
                .ifPresent(id -> {
                    throw memberOf(id.sweep(), runId);
                });
        if (members > 0) {
            Set<String> ids = Set.copyOf(MemberId.all(runId, members));
            cluster.asOf(made).runs().stream().filter(ids::contains).findFirst().ifPresent(taken -> {
                throw hasMember(runId, taken);
            });
        }
    }

    private static RunAlreadyExists memberOf(String sweep, String runId) {
        return new RunAlreadyExists(runId, "run '" + runId + "' is a member of the sweep '" + sweep + "'");
    }

    private static RunAlreadyExists hasMember(String sweep, String taken) {
        return new RunAlreadyExists(
                sweep, "there is a run '" + taken + "', which would be a member of the sweep '" + sweep + "'");
    }

    private boolean hasOwnJob(String runId) {
        return runs.find(runId).filter(run -> run.member().isEmpty()).isPresent();
    }

    private Optional<String> sweepOf(String runId) {
        Optional<String> seen =
                runs.find(runId).filter(run -> run.member().isPresent()).map(JobRun::jobName);
        return seen.or(() -> MemberId.parse(runId)
                .filter(id -> ObjectNames.isLabel(id.sweep()))
                .filter(id -> store.spec(id.sweep())
                        .filter(spec -> id.index() < SweepRequest.members(spec).orElse(0))
                        .isPresent())
                .map(MemberId::sweep));
    }
}
