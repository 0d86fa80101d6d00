package io.resforge.cli.demo;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.demo.DemoCallers.CallCounts;
import io.resforge.cli.demo.DemoImages.DemoImage;
import io.resforge.cli.local.LocalService;
import io.resforge.cli.local.LocalSetup;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.cli.run.RunProgress;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.client.ResForgeClient;
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
    private final Path dataset;
    private final List<DemoImage> pictures;
    private final List<ServiceProcess> services = new ArrayList<>();

    Demo(Narrator narrator, CleanUp end, Path dataset) throws IOException {
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
        narrator.step("Train a ResNet-20 from scratch");
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
        services.add(end.add(ServiceProcess.start(LocalService.TRAINER, surroundings)));
        services.add(end.add(ServiceProcess.start(LocalService.INFERENCE, surroundings)));
        end.onInterrupt(() -> narrator.terminal().line(" Stopping both services ..."));
        services.forEach(ServiceProcess::awaitReady);
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
}
