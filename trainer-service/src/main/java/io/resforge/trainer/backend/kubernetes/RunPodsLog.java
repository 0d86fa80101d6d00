package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.resforge.trainer.backend.RunLog;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The logs of a run's pods, one after the other as they came. Of the last lines only those of the newest pod are read. */
final class RunPodsLog implements RunLog {

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
