package io.resforge.trainer.kubernetes;

import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.resforge.trainer.control.RunLog;
import io.resforge.trainer.control.UnsupportedOperation;
import io.resforge.trainer.kubernetes.failure.ClusterFailure;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.kubernetes.state.PodReader;
import io.resforge.trainer.kubernetes.watch.ClusterWatch;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what the pods of runs print. */
final class PodLogs {

    private final KubernetesClient client;
    private final ClusterWatch cluster;
    private final RunReader jobs;
    private final RunFinder finder;

    PodLogs(KubernetesClient client, ClusterWatch cluster, RunReader jobs, RunFinder finder) {
        this.client = client;
        this.cluster = cluster;
        this.jobs = jobs;
        this.finder = finder;
    }

    RunLog open(String runId, OptionalInt tail, boolean follow) {
        finder.view(runId); // there must be one
        jobs.find(runId)
                .filter(run -> run.member().isEmpty() && JobReader.isIndexed(run.job()))
                .ifPresent(sweep -> {
                    throw new UnsupportedOperation(String.format(
                            Locale.ROOT,
                            "'%s' is a sweep, of which each member has a log of its own: '%s-0' to '%s-%d'",
                            runId,
                            runId,
                            runId,
                            JobReader.members(sweep.job()) - 1));
                });
        return new RunPodsLog(this, runId, tail, follow);
    }

    /** The pods of a run whose worker began, the oldest first. */
    List<Pod> begun(String runId) {
        return jobs.find(runId).stream()
                .flatMap(run -> cluster.pods(run.job()).stream()
                        .filter(pod ->
                                run.member().isEmpty() || PodReader.index(pod).equals(run.member())))
                .filter(PodReader::hasStarted)
                .sorted(PodReader.OLDEST_FIRST)
                .toList();
    }

    boolean hasEnded(String runId) {
        return finder.view(runId).state().ended();
    }

    /** Opens the log of one pod; empty if the pod is gone. */
    Optional<LineReader> lines(Pod pod, OptionalInt tail, boolean follow) {
        try {
            ContainerResource container = client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .inContainer(PodReader.worker(pod));
            if (follow) {
                // The client hands a refusal on as if it were a line of the log.
                container.tailingLines(1).getLog();
            }
            return follow && !PodReader.isOver(pod)
                    ? Optional.of(following(container, tail))
                    : Optional.ofNullable(complete(container, tail)).map(LineReader::of);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw ClusterFailure.of("read the log of pod '" + pod.getMetadata().getName() + "'", e);
        }
    }

    private static InputStream complete(ContainerResource container, OptionalInt tail) {
        return tail.isPresent()
                ? container.tailingLines(tail.getAsInt()).getLogInputStream()
                : container.getLogInputStream();
    }

    private static LineReader following(ContainerResource container, OptionalInt tail) {
        LogWatch watch =
                tail.isPresent() ? container.tailingLines(tail.getAsInt()).watchLog() : container.watchLog();
        return LineReader.of(watch.getOutput(), watch);
    }
}
