package io.resforge.trainer.backend.kubernetes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.value.ObjectNames;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.backend.kubernetes.job.ContainerText;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.backend.kubernetes.state.RunFacts;
import io.resforge.trainer.backend.kubernetes.state.StateReader;
import io.resforge.trainer.backend.kubernetes.state.StateReader.JobRunStatus;
import io.resforge.trainer.backend.kubernetes.state.SweepStateReader;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Reads the runs that have a Job, from what the watch saw and what the store has. What never changes is remembered, and belongs to one Job:
 * another one of the same name may be another run.
 */
final class JobRuns {

    private static final Logger LOG = Logger.getLogger(JobRuns.class);
    private static final int REMEMBERED = 20_000;

    private final ClusterWatch cluster;
    private final RunStore store;

    private final Cache<String, RunSpec> specs =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<String, RunEnd> ends =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** What Jobs tell of themselves, which is made of their whole command line. */
    private final Cache<String, RunSpec> ofJobs =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    JobRuns(ClusterWatch cluster, RunStore store) {
        this.cluster = cluster;
        this.store = store;
    }

    /** The Job that works on a run: its own, or that of the sweep that it is a member of. */
    Optional<JobRun> find(String runId) {
        return cluster.job(runId)
                .map(job -> new JobRun(runId, job, OptionalInt.empty()))
                .or(() -> MemberId.parse(runId)
                        .flatMap(id -> cluster.job(id.sweep()).flatMap(job -> member(job, id))));
    }

    /** A member of a sweep by its Job; empty if it has no such member. */
    static Optional<JobRun> member(Job sweep, MemberId id) {
        return JobReader.isIndexed(sweep) && id.index() < JobReader.members(sweep)
                ? Optional.of(new JobRun(id.toString(), sweep, OptionalInt.of(id.index())))
                : Optional.empty();
    }

    /** Describes one. */
    RunView view(JobRun run) {
        Job job = run.job();
        String key = run.id() + " " + job.getMetadata().getUid();
        Optional<RunEnd> end = remembered(ends, key, () -> store.end(run.id()));
        Optional<RunStatus> status = readable(() -> store.status(run.id()));
        // None of a Job that was applied by hand and whose worker has not begun.
        RunSpec spec = remembered(specs, key, () -> store.spec(run.id()))
                .map(it -> JobSpecs.labelled(it, job))
                .orElseGet(() -> ofJobs.get(
                        key + " " + job.getMetadata().getResourceVersion(), unused -> JobSpecs.of(job, run.id())));
        JobRunStatus now =
                StateReader.read(new RunFacts(job, run.member(), cluster.pods(job), status, end, cluster.refusal(job)));
        Optional<SweepMembers> members = run.member().isPresent() ? Optional.empty() : SweepStateReader.members(job);
        return new RunView(
                spec,
                now.state(),
                now.message(),
                status.map(RunStatus::startedAt),
                now.endedAt(),
                status.map(RunStatus::progress),
                end.map(RunEnd::result),
                members);
    }

    private static <T> Optional<T> remembered(Cache<String, T> cache, String key, Supplier<Optional<T>> read) {
        T known = cache.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<T> found = readable(read);
        found.ifPresent(it -> cache.put(key, it));
        return found;
    }

    /** A damaged object must not hide the run, which the cluster knows too. */
    private static <T> Optional<T> readable(Supplier<Optional<T>> read) {
        try {
            return read.get();
        } catch (DamagedObject e) {
            LOG.debugf("Passed over: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A run that a Job works on.
     *
     * @param member its place, if the Job is a sweep and this one of its members
     */
    record JobRun(String id, Job job, OptionalInt member) {

        String jobName() {
            return job.getMetadata().getName();
        }
    }

    /** What a Job was asked to do, as far as it tells itself; its worker will know better. */
    static final class JobSpecs {

        private static final String UNKNOWN = "unknown";

        private JobSpecs() {}

        static RunSpec of(Job job, String runId) {
            List<String> arguments = arguments(job);
            String model = JobReader.label(job, RunLabels.MODEL)
                    .or(() -> option(arguments, WorkerArguments.MODEL))
                    .filter(ObjectNames::isLabel)
                    .orElse(WorkerArguments.DEFAULT_MODEL);
            return new RunSpec(
                    runId,
                    model,
                    option(arguments, WorkerArguments.DATA).orElse(UNKNOWN),
                    null,
                    recipe(arguments),
                    JobReader.createdAt(job),
                    labels(job));
        }

        /** What the worker of a Job recorded, which is told no labels, with those of the Job; what was submitted has its own. */
        static RunSpec labelled(RunSpec recorded, Job job) {
            return recorded.labels().isEmpty() ? recorded.withLabels(labels(job)) : recorded;
        }

        private static Map<String, String> labels(Job job) {
            Map<String, String> labels = new HashMap<>(
                    Optional.ofNullable(job.getMetadata().getLabels()).orElse(Map.of()));
            labels.remove(RunLabels.RUN);
            labels.remove(RunLabels.MODEL);
            return labels;
        }

        private static List<String> arguments(Job job) {
            return job.getSpec().getTemplate().getSpec().getContainers().stream()
                    .max(Comparator.comparing(it -> WorkerPods.CONTAINER.equals(it.getName())))
                    .map(Container::getArgs)
                    .orElse(List.of())
                    .stream()
                    .map(ContainerText::read)
                    .toList();
        }

        private static Optional<String> option(List<String> arguments, String name) {
            return WorkerArguments.values(arguments, name).stream().findFirst();
        }

        private static Map<String, Object> recipe(List<String> arguments) {
            try {
                RecipeTree tree = option(arguments, WorkerArguments.RECIPE_JSON)
                        .map(RecipeTree::yaml)
                        .orElse(new RecipeTree(Map.of()));
                Optional<String> base = option(arguments, WorkerArguments.RECIPE);
                if (base.isPresent()) {
                    tree = tree.with(RecipeTree.BASE, base.get());
                }
                for (String setting : WorkerArguments.values(arguments, WorkerArguments.SET)) {
                    tree = tree.set(setting);
                }
                return RecipeWriter.tree(RecipeReader.tree(tree));
            } catch (InvalidRecipe e) {
                // A file of its own, or a mistake that its worker will tell.
                return Map.of();
            }
        }
    }
}
