package io.resforge.cli.demo;

import io.grpc.Status;
import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Home;
import io.resforge.cli.demo.DemoCallers.CallCounts;
import io.resforge.cli.demo.DemoImages.DemoImage;
import io.resforge.cli.demo.DemoResult.DemoRecipe;
import io.resforge.cli.local.LocalSetup;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.cli.run.RunProgress;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.Inference;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import io.resforge.v1.Model;
import io.resforge.v1.RefusedVersion;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The demo's steps, from two services that start to a model that is replaced under load. */
final class Demo {

    private static final int PICTURES = 10;
    private static final Duration HOT_LOAD_WITHIN = Duration.ofSeconds(60);
    private static final long AFTER_THE_CHANGE_MILLIS = 1000;

    private final Narrator narrator;
    private final CleanUp end;
    private final Home home;
    private final Path dataset;
    private final List<DemoImage> pictures;
    private final List<ServiceProcess> services = new ArrayList<>();

    /** @param home where other commands look for what runs */
    Demo(Narrator narrator, CleanUp end, Home home, Path dataset) throws IOException {
        this.home = home;
        this.narrator = narrator;
        this.end = end;
        this.dataset = dataset;
        this.pictures = DemoImages.of(dataset, PICTURES);
    }

    /** The services, once they run. */
    List<ServiceProcess> services() {
        return services;
    }

    DemoResult run(LocalSetup surroundings) throws InterruptedException {
        ResForgeClient client = startServices(surroundings);
        narrator.step("Train a small residual network from scratch");
        RunResult first = train(client, DemoRecipe.first(dataset));
        awaitLive(client, first);
        narrator.step("Ask the live model about test images it has never seen, over gRPC");
        new DemoAccuracy(narrator.terminal()).print(pictures, client.inference());
        narrator.step("Train on, while " + DemoCallers.THREADS + " callers keep asking");
        DemoCallers callers = end.add(DemoCallers.start(inference().address(), pictures));
        RunResult champion = replace(client, first);
        callers.close();
        return told(callers.calls(), champion);
    }

    /** Trains on from a version; what it gives is the champion afterwards. */
    private RunResult replace(ResForgeClient client, RunResult first) throws InterruptedException {
        RunResult second = train(client, DemoRecipe.further(dataset, first.getVersion()));
        if (!second.getPromoted()) {
            narrator.say("It is not better, so version " + first.getVersion() + " stays: "
                    + PlainText.of(second.getDecision()));
            return first;
        }
        awaitLive(client, second);
        Thread.sleep(AFTER_THE_CHANGE_MILLIS);
        return second;
    }

    private ResForgeClient startServices(LocalSetup surroundings) {
        narrator.step("Start both services");
        ServiceProcess.startBoth(surroundings, it -> services.add(end.add(it)));
        end.onInterrupt(() -> narrator.terminal().line(" Stopping both services ..."));
        services.forEach(ServiceProcess::awaitReady);
        services.forEach(it -> end.add(it.tell(home)));
        services.forEach(it -> narrator.say(String.format(Locale.ROOT, "%-18s %s", it.service(), it.address())));
        return end.add(ResForgeClient.builder()
                .trainer(services.get(0).address())
                .inference(inference().address())
                .build());
    }

    private ServiceProcess inference() {
        return services.get(1);
    }

    private RunResult train(ResForgeClient client, RunSpec spec) {
        Run submitted = client.runs().submit(spec);
        Run run;
        try (RunProgress progress = new RunProgress(narrator.terminal())) {
            run = client.runs().watch(submitted.getRunId(), progress);
        }
        if (run.getState() != RunState.RUN_STATE_SUCCEEDED) {
            throw CommandFailed.because("the run " + run.getRunId() + " ended without a version: " + run.getMessage());
        }
        RunResult result = run.getResult();
        String test = result.hasTestAccuracy() ? ", test " + HumanFormat.percent(result.getTestAccuracy()) : "";
        narrator.say("Published as version @|bold " + result.getVersion() + "|@: held-out @|bold "
                + HumanFormat.percent(result.getHeldOutAccuracy()) + "|@" + test + ".");
        return result;
    }

    private void awaitLive(ResForgeClient client, RunResult result) throws InterruptedException {
        Duration time = new HotLoad(client.inference(), HOT_LOAD_WITHIN).await(result.getVersion());
        narrator.say(String.format(
                Locale.ROOT,
                "@|green Version %s is live|@ in the inference service, %.1f s later.",
                result.getVersion(),
                time.toMillis() / 1e3));
    }

    private DemoResult told(CallCounts calls, RunResult champion) {
        StringBuilder who = new StringBuilder();
        calls.byVersion().forEach((version, count) -> who.append(who.isEmpty() ? "" : ", ")
                .append("version ")
                .append(PlainText.of(version))
                .append(" answered ")
                .append(HumanFormat.count(count)));
        String failed = calls.failures() == 0
                ? "@|green 0 failed|@"
                : "@|red " + calls.failures() + " failed|@ (the last: " + PlainText.of(calls.lastFailure()) + ")";
        narrator.say("@|bold " + HumanFormat.count(calls.made()) + "|@ calls, " + failed + "; " + who + ".");
        return new DemoResult(
                narrator.elapsed().toMillis() / 1e3,
                champion.getHeldOutAccuracy(),
                calls.made(),
                calls.failures(),
                List.copyOf(calls.byVersion().keySet()));
    }

    /** What the live model says about pictures whose content is known. */
    static final class DemoAccuracy {

        private static final int BAR = 20;

        private final Terminal terminal;

        DemoAccuracy(Terminal terminal) {
            this.terminal = terminal;
        }

        void print(List<DemoImage> pictures, Inference inference) {
            ClassifyResponse answer =
                    inference.classify(pictures.stream().map(DemoImage::image).toArray(Image[]::new));
            TextTable table = new TextTable(terminal, "  IMAGE", "IS", "MODEL SAYS", "", ">", "");
            for (int i = 0; i < pictures.size(); i++) {
                DemoImage picture = pictures.get(i);
                ClassProbability best = answer.getPredictions(i).getClasses(0);
                boolean right = best.getLabel().equals(picture.label());
                table.row(
                        "  " + PlainText.of(picture.name()),
                        PlainText.of(picture.label()),
                        PlainText.of(best.getLabel()),
                        right
                                ? "@|green " + terminal.either("✓", "ok") + "|@"
                                : "@|red " + terminal.either("✗", "no") + "|@",
                        HumanFormat.percent(best.getProbability()),
                        "@|faint " + Bars.share(terminal, best.getProbability(), BAR) + "|@");
            }
            table.print();
        }
    }

    /** Waits until the inference service serves a version. */
    static final class HotLoad {

        private static final long LOOK_EVERY_MILLIS = 50;

        private final Inference inference;
        private final Duration longest;

        /** @param longest that a version may take to go live */
        HotLoad(Inference inference, Duration longest) {
            this.inference = inference;
            this.longest = longest;
        }

        /**
         * Waits for a version.
         *
         * @throws CommandFailed if the service refuses the version or takes too long
         */
        Duration await(String version) throws InterruptedException {
            long begin = System.nanoTime();
            for (String live = live(version); !live.equals(version); live = live(version)) {
                if (System.nanoTime() - begin > longest.toNanos()) {
                    throw CommandFailed.because(
                            "version " + version + " did not go live within " + longest.toMillis() / 1e3 + " s; "
                                    + (live.isEmpty() ? "none" : "version " + live) + " is live");
                }
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        }

        /** The version that is live, empty for none; fails if the awaited one was refused. */
        private String live(String awaited) {
            Model model;
            try {
                model = inference.model("");
            } catch (ResForgeException failure) {
                if (failure.status() == Status.Code.UNAVAILABLE || failure.status() == Status.Code.NOT_FOUND) {
                    return ""; // no model yet
                }
                throw failure;
            }
            for (RefusedVersion refused : model.getRefusedList()) {
                if (refused.getVersion().equals(awaited)) {
                    throw CommandFailed.because(
                            "the inference service refused version " + awaited + ": " + refused.getReason());
                }
            }
            return model.getLive().getVersion();
        }
    }
}
