package io.resforge.cli.top;

import com.google.gson.JsonParseException;
import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.InferenceOption;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.Refreshed;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.cli.common.ServerStatus;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.run.RunText;
import io.resforge.cli.terminal.FullScreen;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.top.Activity.Place;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.client.RunQuery;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what goes on: runs with their progress, and versions with their calls. */
@Command(
        name = "top",
        description = {
            "Shows runs with their progress and versions with their calls, every two seconds, until q or Ctrl-C.",
            "Where a file or a program reads, it tells once what goes on, with the calls of one second."
        },
        footer = {
            "",
            "Calls wait (WAIT) until a batch of them is computed (COMPUTE); half of them take no longer than P50, 99 of",
            "100 no longer than P99, in milliseconds of the last ten seconds.",
            "",
            "Examples:",
            "  resforge top",
            "  resforge top --json | jq .versions"
        })
public final class TopCommand extends ContextCommand {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    /** Answers that rates and times look back on. */
    private static final int LOOK_BACK = 5;

    private static final int MOST_UNDER_WAY = 100;
    private static final int ENDED = 10;
    private static final int ENDLESS = 10_000;
    private static final List<RunState> UNDER_WAY = Arrays.stream(RunState.values())
            .filter(it -> it != RunState.UNRECOGNIZED && it != RunState.RUN_STATE_UNSPECIFIED)
            .filter(it -> !RunText.isOver(it))
            .toList();

    @Mixin
    private InferenceOption inference;

    @Option(
            names = "--page",
            paramLabel = "URL",
            description =
                    "Where the inference service answers HTTP, such as http://localhost:8080/. Default: what runs on this machine.")
    private URI page;

    @Mixin
    private JsonOption json;

    private final TrainerOption trainer = new TrainerOption();
    private final Deque<ServedNow> served = new ArrayDeque<>();

    @Override
    public Integer call() throws Exception {
        requirePage();
        trainer.use(context);
        Terminal terminal = context.terminal();
        try (CleanUp end = new CleanUp()) {
            ResForgeClient training = end.add(trainer.connect(ANSWERS_WITHIN));
            ResForgeClient serving = end.add(inference.connect(ANSWERS_WITHIN));
            Optional<ServerStatus> status = inference.status(page);
            status.ifPresent(end::add);
            Supplier<Activity> question = () -> activity(training, serving, status);
            return end.run(() -> {
                if (json.isOn() || !terminal.live()) {
                    once(question);
                    return ExitCodes.OK;
                }
                Refreshed<Activity> refreshed = end.add(new Refreshed<>(question, ASK_EVERY));
                try (FullScreen screen = end.add(FullScreen.of(terminal))) {
                    screen.show((view, height) ->
                            new TopView(view, context.zone()).lines(refreshed.value(), height, "every 2 s, q leaves"));
                }
                return ExitCodes.OK;
            });
        }
    }

    /** Twice, since what goes on shows between two answers. */
    private void once(Supplier<Activity> question) throws InterruptedException {
        Activity first = question.get();
        if (first.now().measured()) {
            Thread.sleep(BETWEEN);
        }
        Activity activity = first.now().measured() ? question.get() : first;
        if (json.isOn()) {
            JsonOption.print(context.terminal().out(), activity.json());
        } else {
            new TopView(context.terminal(), context.zone())
                    .lines(activity, ENDLESS, "")
                    .forEach(context.terminal().out()::println);
        }
    }

    private void requirePage() {
        if (page != null
                && (page.getHost() == null || !String.valueOf(page.getScheme()).matches("https?"))) {
            throw CommandFailed.badUsage("--page must be a URL such as http://localhost:8080/, was '" + page + "'");
        }
    }

    private Activity activity(ResForgeClient training, ResForgeClient serving, Optional<ServerStatus> status) {
        Map<String, Run> runs = new LinkedHashMap<>();
        String trainingTrouble = trouble(() -> {
            training.runs()
                    .list(MOST_UNDER_WAY, new RunQuery(UNDER_WAY, "", ""))
                    .forEach(it -> runs.put(it.getRunId(), it));
            training.runs().list(ENDED).stream()
                    .filter(it -> RunText.isOver(it.getState()))
                    .forEach(it -> runs.put(it.getRunId(), it));
        });
        ServedNow[] now = {ServedNow.NOTHING};
        String servingTrouble = trouble(() -> now[0] = served(serving, status));
        served.addLast(now[0]);
        if (served.size() > LOOK_BACK + 1) {
            served.removeFirst();
        }
        return new Activity(
                Instant.now(),
                new Place(trainer.running().map(Running::address).orElse(""), trainingTrouble),
                List.copyOf(runs.values()),
                new Place(inference.running().map(Running::address).orElse(""), servingTrouble),
                now[0],
                served.getFirst());
    }

    private static ServedNow served(ResForgeClient serving, Optional<ServerStatus> status) {
        if (status.isEmpty()) {
            return ServedNow.of(serving.inference().models(), System.nanoTime());
        }
        try {
            return ServedNow.of(status.get().ask(), System.nanoTime());
        } catch (NullPointerException | ClassCastException | IllegalStateException | JsonParseException e) {
            throw CommandFailed.because("what it tells is not understood; is it of another version?", e);
        }
    }

    /** Why something was not told; empty if it was. */
    private static String trouble(Runnable question) {
        try {
            question.run();
            return "";
        } catch (ResForgeException | CommandFailed failure) {
            return failure.getMessage();
        }
    }
}
