package io.resforge.trainer.kubernetes;

import static java.util.stream.Collectors.toSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.registry.store.Parallel;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.kubernetes.failure.ClusterFailure;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.request.RunLabels;
import io.resforge.trainer.run.Cursor;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.TrainingRuns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Lists the runs that have a Job and those that had one. */
final class RunList {

    /** As many are read at a time, from a store that is quicker when it is asked for much at once. */
    private static final int CHUNK = 64;

    private static final Logger LOG = Logger.getLogger(RunList.class);

    /** Told of Jobs that are passed over; more than that may be told again. */
    private static final int MOST_TOLD = 10_000;

    private final Cache<String, Boolean> passedOver =
            Caffeine.newBuilder().maximumSize(MOST_TOLD).build();

    private final ClusterWatch cluster;
    private final RunStore store;
    private final TrainingRuns runs;
    private final RunReader jobs;
    private final RunFinder finder;
    private final Supplier<Set<JobIndex.Entry>> known;

    /** @param known the Jobs that were seen here and are not settled yet, whether they are there or not */
    RunList(
            ClusterWatch cluster,
            RunStore store,
            TrainingRuns runs,
            RunReader jobs,
            RunFinder finder,
            Supplier<Set<JobIndex.Entry>> known) {
        this.cluster = cluster;
        this.store = store;
        this.runs = runs;
        this.jobs = jobs;
        this.finder = finder;
        this.known = known;
    }

    RunPage page(RunFilter filter, Optional<Cursor> after, int size) {
        List<Entry> entries = entries().stream()
                .filter(it -> after.isEmpty() || it.cursor.compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(Entry::cursor))
                .toList();
        List<RunView> taken = new ArrayList<>();
        List<Cursor> cursors = new ArrayList<>();
        for (int begin = 0; begin < entries.size() && taken.size() <= size; begin += CHUNK) {
            List<Entry> chunk = entries.subList(begin, Math.min(entries.size(), begin + CHUNK));
            List<Optional<RunView>> views =
                    Parallel.map(chunk, entry -> entry.view.get().filter(filter::takes));
            for (int i = 0; i < chunk.size(); i++) {
                Cursor cursor = chunk.get(i).cursor;
                views.get(i).ifPresent(view -> {
                    taken.add(view);
                    cursors.add(cursor);
                });
            }
        }
        return taken.size() <= size
                ? new RunPage(taken, Optional.empty())
                : new RunPage(taken.subList(0, size), Optional.of(cursors.get(size - 1)));
    }

    private List<Entry> entries() {
        Set<String> withJob = cluster.jobs().stream()
                .map(job -> JobReader.label(job, RunLabels.RUN).orElseThrow())
                .collect(toSet());
        Stream<Entry> ofCluster =
                withJob.stream().map(cluster::job).flatMap(Optional::stream).map(this::entry);
        List<SubmissionEntry> submissions = store.submissions();
        Stream<Entry> ofStore =
                submissions.stream().filter(it -> !withJob.contains(it.runId())).map(this::entry);
        Set<String> gone = known.get().stream().map(JobIndex.Entry::runId).collect(toSet());
        gone.removeAll(withJob);
        submissions.stream().map(SubmissionEntry::runId).forEach(gone::remove);
        Stream<Entry> onlyInCluster =
                gone.stream().map(this::withoutAll).flatMap(Optional::stream).map(RunList::entry);
        return Stream.of(ofCluster, ofStore, onlyInCluster)
                .flatMap(Function.identity())
                .toList();
    }

    private static Entry entry(RunView view) {
        return new Entry(new Cursor(view.spec().submittedAt(), view.id()), () -> Optional.of(view));
    }

    private Entry entry(Job job) {
        JobRun run = new JobRun(JobReader.label(job, RunLabels.RUN).orElseThrow(), job, OptionalInt.empty());
        return new Entry(run.cursor(), () -> readable(run));
    }

    private Optional<RunView> readable(JobRun run) {
        return readable(run.id(), run.job().getMetadata().getUid(), () -> Optional.of(jobs.view(run)));
    }

    /** One without Job and submission: its Job was applied by hand, and is gone since a moment. */
    private Optional<RunView> withoutAll(String runId) {
        return readable(runId, runId, () -> finder.onlyInCluster(runId));
    }

    /** What others wrote may be anything: a Job that makes no sense must not hide all other runs. */
    private Optional<RunView> readable(String runId, String key, Supplier<Optional<RunView>> view) {
        try {
            return view.get();
        } catch (StoreFailure | ClusterFailure e) {
            throw e;
        } catch (RuntimeException e) {
            if (passedOver.asMap().putIfAbsent(key, true) == null) {
                LOG.warnf(e, "Run %s is passed over, since its Job cannot be read", runId);
            }
            return Optional.empty();
        }
    }

    /** Members of a sweep are known here by what their workers recorded. */
    private Entry entry(SubmissionEntry submission) {
        return new Entry(new Cursor(submission.at(), submission.runId()), () -> jobs.find(submission.runId())
                .map(jobs::view)
                .or(() -> runs.readable(submission).map(finder::withoutJob)));
    }

    private record Entry(Cursor cursor, Supplier<Optional<RunView>> view) {}
}
