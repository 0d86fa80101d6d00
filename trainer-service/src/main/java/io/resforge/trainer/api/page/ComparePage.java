package io.resforge.trainer.api.page;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.store.Parallel;
import io.resforge.support.html.PageText;
import io.resforge.support.page.PageAnswer;
import io.resforge.support.page.PageRequest;
import io.resforge.support.page.PageRequest.WrongPageRequest;
import io.resforge.support.page.Pages;
import io.resforge.trainer.api.CallersRuns;
import io.resforge.trainer.api.RequestFields;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.contract.MemberId;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunFilter.LabelSelector;
import io.resforge.trainer.run.RunFilter.LabelSelector.Requirement;
import io.resforge.trainer.run.RunService;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Several runs side by side, and the members of a sweep: what differs between them, and what came of it, best first. */
@Singleton
final class ComparePage {

    private static final int MOST_COMPARED = 20;
    private static final int MOST_MEMBERS = 500;
    private static final int MOST_CURVES = 12;

    private final Pages pages;
    private final RunService runs;
    private final CallersRuns callers;
    private final Checkpoints checkpoints;
    private final Clock clock;

    ComparePage(Pages pages, RunService runs, Checkpoints checkpoints, Clock clock) {
        this.pages = pages;
        this.runs = runs;
        this.callers = new CallersRuns(runs);
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    void register(Router router) {
        pages.get(router, "/compare", this::compare);
        pages.get(router, "/sweeps/{run}", this::sweep);
    }

    /**
     * A run with what it was made of.
     *
     * @param values by what they are of
     */
    public record Compared(ShownRun run, SequencedMap<String, String> values) {}

    /** What is not the same for all runs: one value for each, in their order. */
    public record Difference(String name, List<String> values) {}

    private PageAnswer compare(PageRequest request) {
        List<String> ids = request.queries("run").stream().distinct().toList();
        if (ids.size() > MOST_COMPARED) {
            throw new WrongPageRequest("At most " + MOST_COMPARED + " runs can be compared, these were " + ids.size());
        }
        Instant now = clock.instant();
        // Other threads do not know who asks.
        List<RunView> asked = ids.stream()
                .map(id -> callers.one(RequestFields.run("run", id)))
                .toList();
        List<Compared> compared = bestFirst(
                Parallel.map(asked, run -> new Compared(new ShownRun(run, runs.epochs(run), now), values(run, true))));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("runs", compared);
        data.put("differences", differences(compared));
        data.put("charts", charts(compared));
        return PageAnswer.html("runs/compare.html", data);
    }

    private static List<Object> charts(List<Compared> compared) {
        Map<String, List<EpochRecord>> curves = new LinkedHashMap<>();
        compared.stream()
                .limit(MOST_CURVES)
                .filter(it -> !it.run().epochs().isEmpty())
                .forEach(it -> curves.put(it.run().id(), it.run().epochs()));
        return curves.isEmpty()
                ? List.of()
                : List.of(
                        PageText.island(RunCurves.overlaid(
                                "Held-out accuracy", "percent", curves, EpochRecord::heldOutAccuracy)),
                        PageText.island(
                                RunCurves.overlaid("Held-out loss", "number", curves, EpochRecord::heldOutLoss)),
                        PageText.island(
                                RunCurves.overlaid("Training loss", "number", curves, EpochRecord::trainingLoss)),
                        PageText.island(
                                RunCurves.overlaid("Learning rate", "rate", curves, EpochRecord::learningRate)));
    }

    private static List<Compared> bestFirst(List<Compared> compared) {
        return compared.stream()
                .sorted(Comparator.comparing(it -> it.run().accuracy().orElse(-1.0), Comparator.reverseOrder()))
                .toList();
    }

    /** Those that are not the same for all; none of a single run. */
    static List<Difference> differences(List<Compared> compared) {
        Set<String> names = new LinkedHashSet<>();
        compared.forEach(it -> names.addAll(it.values().keySet()));
        return names.stream()
                .map(name -> new Difference(
                        name,
                        compared.stream()
                                .map(it -> it.values().getOrDefault(name, "–"))
                                .toList()))
                .filter(it -> it.values().stream().distinct().count() > 1)
                .toList();
    }

    /** @param origin whether to tell where it ran and by which software too, which is asked for */
    private SequencedMap<String, String> values(RunView run, boolean origin) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        values.put("model", run.spec().model());
        values.put("data", run.spec().dataset());
        values.put("begins with", run.spec().origin().map(Objects::toString).orElse("fresh weights"));
        values.put("recipe", run.labels().get(RunLabels.RECIPE));
        values.putAll(FlatTree.of(run.spec().recipe()));
        run.spec().labels().forEach((key, value) -> {
            if (!key.startsWith(RunLabels.OWN)) {
                values.put("label " + key, value);
            }
        });
        if (origin) {
            List<RunAttempt> attempts = runs.attempts(run.id(), 1);
            attempts.forEach(attempt -> {
                values.put("ran on", attempt.host());
                values.put("attempts", Integer.toString(attempt.attempt()));
            });
            run.result().ifPresent(result -> software(result).forEach((key, value) -> values.put("by " + key, value)));
        }
        return values;
    }

    private Map<String, String> software(RunEnd.Result result) {
        try {
            return checkpoints
                    .manifest(result.model(), result.version())
                    .map(manifest -> {
                        Map<String, String> all = new LinkedHashMap<>(manifest.software());
                        all.put("data's digest", manifest.dataset().digest());
                        return all;
                    })
                    .orElse(Map.of());
        } catch (InvalidCheckpoint e) {
            return Map.of(); // its own page says so
        }
    }

    private PageAnswer sweep(PageRequest request) {
        String id = RequestFields.run("run", request.part("run"));
        Instant now = clock.instant();
        List<RunView> members = members(id, request);
        List<Compared> compared = bestFirst(Parallel.map(
                members, run -> new Compared(new ShownRun(run, runs.someEpochs(run), now), values(run, false))));
        List<Difference> differences = differences(compared).stream()
                .filter(it -> !it.name().equals("seed") || compared.size() < 3)
                .toList();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", id);
        data.put("runs", compared);
        data.put("differences", differences(compared));
        data.put(
                "parallel",
                SweepCharts.parallel(compared, differences)
                        .map(PageText::island)
                        .orElse(null));
        data.put(
                "scatter",
                SweepCharts.scatter(compared, differences).stream()
                        .map(PageText::island)
                        .toList());
        return PageAnswer.html("runs/sweep.html", data);
    }

    private List<RunView> members(String id, PageRequest request) {
        Optional<RunView> whole = find(id);
        int count = whole.flatMap(RunView::members).map(SweepMembers::count).orElse(0);
        if (count > 0) {
            return MemberId.all(id, Math.min(count, MOST_MEMBERS)).stream()
                    .map(this::find)
                    .flatMap(Optional::stream)
                    .toList();
        }
        LabelSelector ofSweep = new LabelSelector(List.of(new Requirement.Among(RunLabels.SWEEP, Set.of(id), true)));
        RunFilter filter = new RunFilter(Set.of(), Optional.empty(), ofSweep)
                .within(request.requester().models());
        List<RunView> labelled =
                runs.list(filter, Optional.empty(), MOST_MEMBERS).runs();
        List<RunView> named = labelled.isEmpty()
                ? runs
                        .list(
                                RunFilter.ALL
                                        .within(request.requester().models())
                                        .containing(id + "-"),
                                Optional.empty(),
                                MOST_MEMBERS)
                        .runs()
                        .stream()
                        .filter(run -> run.id().startsWith(id + "-"))
                        .toList()
                : labelled;
        if (named.isEmpty() && whole.isEmpty()) {
            throw new UnknownRun(id);
        }
        return named;
    }

    private Optional<RunView> find(String id) {
        try {
            return Optional.of(callers.one(id));
        } catch (UnknownRun e) {
            return Optional.empty();
        }
    }
}
