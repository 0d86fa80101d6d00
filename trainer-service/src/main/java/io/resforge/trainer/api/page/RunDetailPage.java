package io.resforge.trainer.api.page;

import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.store.ObjectStore;
import io.resforge.report.run.RunReport;
import io.resforge.support.access.Role;
import io.resforge.support.html.PageText;
import io.resforge.support.page.PageAnswer;
import io.resforge.support.page.PageAnswer.SeeOther;
import io.resforge.support.page.PageRequest;
import io.resforge.support.page.PageRequest.WrongPageRequest;
import io.resforge.support.page.PageStream;
import io.resforge.support.page.PageStream.PageEvent;
import io.resforge.support.page.Pages;
import io.resforge.trainer.api.CallersRuns;
import io.resforge.trainer.api.RequestFields;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.run.RunService;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** All of one run on one page, which moves while the run goes on; and what can be done with it. */
@Singleton
final class RunDetailPage {

    private static final String RUN = "run";
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int LINES_SHOWN = 300;
    private static final int LINES_SENT = 5_000;
    private static final int ATTEMPTS_SHOWN = 20;
    private static final int PROMOTIONS_SHOWN = 20;
    private static final int LONGEST_REASON = 500;

    private final Pages pages;
    private final RunService runs;
    private final CallersRuns callers;
    private final Promotions promotions;
    private final ReportFiles reports;
    private final Clock clock;

    RunDetailPage(Pages pages, RunService runs, Promotions promotions, ObjectStore store, Clock clock) {
        this.pages = pages;
        this.runs = runs;
        this.callers = new CallersRuns(runs);
        this.promotions = promotions;
        this.reports = new ReportFiles(store);
        this.clock = clock;
    }

    void register(Router router) {
        pages.get(router, "/runs/{run}", this::show);
        pages.get(
                router, "/runs/{run}/curves", request -> json(RunCurves.of(epochs(run(request)), steps(run(request)))));
        pages.get(router, "/runs/{run}/log", this::log);
        pages.get(router, "/runs/{run}/report/{file}", this::report);
        pages.stream(router, "/runs/{run}/events", EVERY, Live::new);
        pages.post(router, "/runs/{run}/suspend", request -> change(request, runs::suspend));
        pages.post(router, "/runs/{run}/resume", request -> change(request, runs::resume));
        pages.post(router, "/runs/{run}/cancel", request -> change(request, id -> runs.cancel(id, reason(request))));
    }

    private RunView run(PageRequest request) {
        return callers.one(RequestFields.run(RUN, request.part(RUN)));
    }

    private List<EpochRecord> epochs(RunView run) {
        return runs.epochs(run);
    }

    static OptionalInt steps(RunView run) {
        return run.progress().map(Progress::steps).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private PageAnswer change(PageRequest request, Function<String, RunView> change) {
        RunView run = callers.change(RequestFields.run(RUN, request.part(RUN)), Optional.empty(), change);
        return new SeeOther("/runs/" + run.id());
    }

    private static String reason(PageRequest request) {
        String reason = request.field("reason").orElse("");
        if (reason.length() > LONGEST_REASON) {
            throw new WrongPageRequest("a reason may have at most " + LONGEST_REASON + " characters");
        }
        return reason;
    }

    private PageAnswer show(PageRequest request) {
        RunView run = run(request);
        List<EpochRecord> epochs = epochs(run);
        ShownRun facts = new ShownRun(run, epochs, clock.instant());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(RUN, facts);
        data.put("recipe", FlatTree.of(run.spec().recipe()));
        data.put("curves", islands(epochs, run));
        data.put("attempts", runs.attempts(run.id(), ATTEMPTS_SHOWN));
        data.put("log", run.members().isEmpty() ? lines(run, LINES_SHOWN) : List.of());
        data.put("hasReport", reports.get(run.id(), "index.html").isPresent());
        data.put("predictions", predictions(run));
        data.put("promotions", promotions(run));
        data.put("origin", origin(run));
        data.put("command", Commands.train(run.spec()));
        data.put("mayTrain", request.requester().principal().hasAny(Set.of(Role.TRAIN)));
        return PageAnswer.html("runs/run.html", data);
    }

    /** What the network of the best epoch says, as its worker wrote it; empty before that. */
    private Optional<Object> predictions(RunView run) {
        return reports.get(run.id(), RunReport.FILE)
                .flatMap(RunReport::read)
                .filter(report -> report.predictions() != null)
                .map(report -> Map.of(
                        "data",
                        report.data(),
                        "predictions",
                        report.predictions().brief()))
                .map(document -> PageText.islandOf(new String(RunReport.json(document), StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> islands(List<EpochRecord> epochs, RunView run) {
        Map<String, Object> islands = new LinkedHashMap<>();
        RunCurves.of(epochs, steps(run)).forEach((name, chart) -> islands.put(name, PageText.island(chart)));
        return islands;
    }

    /** The version that training began with, and the page of its model. */
    public record OriginLink(String version, String path) {}

    private static Optional<OriginLink> origin(RunView run) {
        return run.spec()
                .origin()
                .map(it -> new OriginLink(
                        it.model() + "@" + it.version(), "/models/" + it.model() + "#version-" + it.version()));
    }

    /** The newest first, of the version that it published. */
    private List<Promotion> promotions(RunView run) {
        return run.result()
                .map(result -> promotions.history(result.model()).reversed().stream()
                        .filter(it -> it.version().equals(result.version()))
                        .limit(PROMOTIONS_SHOWN)
                        .toList())
                .orElse(List.of());
    }

    private List<String> lines(RunView run, int most) {
        List<String> lines = new ArrayList<>();
        try (RunLog log = callers.log(run.id(), OptionalInt.of(most), false)) {
            RunLog.Lines read;
            do {
                read = log.read();
                lines.addAll(read.lines());
            } while (!read.last() && !read.lines().isEmpty() && lines.size() < most);
        } catch (UnsupportedOperation e) {
            return List.of(e.getMessage());
        }
        return lines.size() > most ? lines.subList(lines.size() - most, lines.size()) : lines;
    }

    private PageAnswer log(PageRequest request) {
        String text = String.join("\n", lines(run(request), LINES_SENT)) + "\n";
        return new PageAnswer.Content("text/plain;charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A report was written by a worker from data of strangers: it is shown with the rights of no page. */
    private PageAnswer report(PageRequest request) {
        RunView run = run(request);
        String name = request.part("file");
        byte[] content = reports.get(run.id(), name).orElseThrow(() -> new UnknownRun(run.id() + "/" + name));
        return new PageAnswer.Foreign(name, content);
    }

    private static PageAnswer json(Object data) {
        return new PageAnswer.Content("application/json", PageText.json(data).getBytes(StandardCharsets.UTF_8));
    }

    /** Tells a page what moved. */
    private final class Live implements PageStream.Source {

        private final PageRequest request;
        private final String runId;
        private final boolean hasLog;
        private RunLog log;
        private String head = "";
        private int known = -1;
        private boolean over;

        Live(PageRequest request) {
            this.request = request;
            RunView run = run(request);
            this.runId = run.id();
            this.hasLog = run.members().isEmpty();
        }

        @Override
        public List<PageEvent> look() {
            List<PageEvent> news = new ArrayList<>();
            RunView run = callers.one(runId);
            List<EpochRecord> epochs = epochs(run);
            ShownRun facts = new ShownRun(run, epochs, clock.instant());
            String now = pages.render(request, "runs/now.html", Map.of(RUN, facts));
            if (!now.equals(head)) {
                news.add(new PageEvent("now", now));
                head = now;
            }
            if (epochs.size() != known) {
                news.add(new PageEvent("curves", PageText.json(RunCurves.of(epochs, steps(run)))));
                known = epochs.size();
            }
            boolean printed = !hasLog || readLog(news);
            over = run.state().ended() && printed;
            return news;
        }

        /** Whether no line will follow. */
        private boolean readLog(List<PageEvent> news) {
            if (log == null) {
                log = callers.log(runId, OptionalInt.of(LINES_SHOWN), true);
                news.add(new PageEvent("log-begin", ""));
            }
            RunLog.Lines lines = log.read();
            if (!lines.lines().isEmpty()) {
                news.add(new PageEvent("log", PageText.json(lines.lines())));
            }
            return lines.last();
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            if (log != null) {
                log.close();
            }
        }
    }
}
