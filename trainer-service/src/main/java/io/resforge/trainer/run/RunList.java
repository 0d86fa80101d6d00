package io.resforge.trainer.run;

import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.registry.store.Parallel;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.run.RunPage.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists the runs that the backend knows and those that only the store knows, page by page. */
final class RunList {

    /** As many are read at a time, from a store that is quicker when it is asked for much at once. */
    private static final int CHUNK = 64;

    private final RunStore store;
    private final WorkerBackend backend;

    RunList(RunStore store, WorkerBackend backend) {
        this.store = store;
        this.backend = backend;
    }

    RunPage page(RunFilter filter, Optional<Cursor> after, int size) {
        List<Entry> entries = entries()
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

    private Stream<Entry> entries() {
        List<SubmissionEntry> listed = store.submissions();
        List<WorkerBackend.Seen> seen =
                backend.seen(listed.stream().map(SubmissionEntry::runId).collect(Collectors.toSet()));
        Set<String> ids = seen.stream().map(WorkerBackend.Seen::runId).collect(Collectors.toSet());
        return Stream.concat(
                seen.stream().map(it -> new Entry(new Cursor(it.submittedAt(), it.runId()), it.view())),
                listed.stream()
                        .filter(it -> !ids.contains(it.runId()))
                        .map(it -> new Entry(new Cursor(it.at(), it.runId()), () -> backend.observe(it))));
    }

    private record Entry(Cursor cursor, Supplier<Optional<RunView>> view) {}
}
