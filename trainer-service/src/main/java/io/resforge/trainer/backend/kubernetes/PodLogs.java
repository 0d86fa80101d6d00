package io.resforge.trainer.backend.kubernetes;

import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.backend.kubernetes.state.PodReader;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Reads what the pods of runs print. */
final class PodLogs {

    private final KubernetesClient client;
    private final ClusterWatch cluster;
    private final JobRuns jobs;

    PodLogs(KubernetesClient client, ClusterWatch cluster, JobRuns jobs) {
        this.client = client;
        this.cluster = cluster;
        this.jobs = jobs;
    }

    RunLog open(String runId, OptionalInt tail, boolean follow, BooleanSupplier ended) {
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
        return new RunPodsLog(this, runId, tail, follow, ended);
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

    /** The logs of a run's pods, one after the other as they came. Of the last lines only those of the newest pod are read. */
    static final class RunPodsLog implements RunLog {

        private final PodLogs logs;
        private final String runId;
        private final OptionalInt tail;
        private final boolean follow;
        private final BooleanSupplier hasEnded;
        private final Set<String> read = new HashSet<>();
        private Optional<LineReader> current = Optional.empty();
        private String pod = "";
        private boolean first = true;

        RunPodsLog(PodLogs logs, String runId, OptionalInt tail, boolean follow, BooleanSupplier hasEnded) {
            this.logs = logs;
            this.runId = runId;
            this.tail = tail;
            this.follow = follow;
            this.hasEnded = hasEnded;
        }

        @Override
        public Lines read() {
            // Asked first: a pod that comes after the end is none of this run.
            boolean ended = !follow || current.isEmpty() && hasEnded.getAsBoolean();
            if (current.isEmpty()) {
                current = next();
            }
            if (current.isEmpty()) {
                return ended ? Lines.end() : Lines.none();
            }
            boolean over = current.get().isOver();
            List<String> lines = current.get().take();
            if (over) {
                current.get().close();
                current = Optional.empty();
            }
            return lines.isEmpty() ? Lines.none() : new Lines(lines, pod, false);
        }

        private Optional<LineReader> next() {
            List<Pod> begun = logs.begun(runId);
            if (first && tail.isPresent() && !begun.isEmpty()) {
                begun.stream().limit(begun.size() - 1L).forEach(older -> read.add(name(older)));
            }
            Optional<Pod> unread =
                    begun.stream().filter(it -> !read.contains(name(it))).findFirst();
            if (unread.isEmpty()) {
                return Optional.empty();
            }
            OptionalInt some = first ? tail : OptionalInt.empty();
            Optional<LineReader> lines = logs.lines(unread.get(), some, follow);
            pod = name(unread.get());
            read.add(pod);
            first = false;
            return lines;
        }

        private static String name(Pod pod) {
            return pod.getMetadata().getName();
        }

        @Override
        public void close() {
            current.ifPresent(LineReader::close);
        }
    }

    /** Reads lines from a stream that may have none for hours, so that others need not wait for it. A slow taker slows the stream down. */
    private static final class LineReader implements AutoCloseable {

        private static final Logger LOG = Logger.getLogger(LineReader.class);
        private static final int AHEAD = 1000;

        private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(AHEAD);
        private final InputStream stream;
        private final Closeable source;
        private final Thread thread;
        private volatile boolean over;

        private LineReader(InputStream stream, Closeable source) {
            this.stream = stream;
            this.source = source;
            this.thread = Thread.ofVirtual().name("log").start(this::readAll);
        }

        static LineReader of(InputStream stream) {
            return new LineReader(stream, stream);
        }

        /** @param source closed with the stream */
        static LineReader of(InputStream stream, Closeable source) {
            return new LineReader(stream, source);
        }

        private void readAll() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.put(line);
                }
            } catch (IOException e) {
                // As when the pod's node is gone: what follows is in the log of the next pod.
                LOG.debugf("A log ended early: %s", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                over = true;
            }
        }

        /** Takes what has come, at most so much as is read ahead; waits for nothing. */
        List<String> take() {
            List<String> taken = new ArrayList<>();
            lines.drainTo(taken, AHEAD);
            return taken;
        }

        /** Whether all has been taken, and nothing will come. */
        boolean isOver() {
            return over && lines.isEmpty();
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                source.close();
            } catch (IOException e) {
                LOG.debugf("A log was not closed: %s", e.getMessage());
            }
        }
    }
}
