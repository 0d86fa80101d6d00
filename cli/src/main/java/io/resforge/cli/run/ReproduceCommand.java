package io.resforge.cli.run;

import static java.util.stream.Collectors.joining;

import io.grpc.Status;
import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a version again from its manifest. */
@Command(
        name = "reproduce",
        sortOptions = false,
        description = {
            "Trains a version again from its manifest alone, and says whether the weights came out bitwise the same.",
            "They do on the same kind of processor with as many threads, unless the version went on elsewhere after a stop. What is trained is kept as a version of"
                    + " <model>-reproduced, which is not served."
        },
        footer = {
            "",
            "Examples:",
            "  resforge reproduce 3",
            "  resforge reproduce 3 --model keras-study --data ~/cifar10"
        })
public final class ReproduceCommand implements Callable<Integer> {

    private final CommandContext context;

    @Parameters(paramLabel = "VERSION", description = "The version.")
    private String version;

    @Option(names = "--model", paramLabel = "NAME", description = "The model; the server's own by default.")
    private String model = "";

    @Mixin
    private DataOption data;

    @Mixin
    private DeviceOption device;

    @Mixin
    private TrainerOption server;

    /** Prints to this context's terminal. */
    public ReproduceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> reproduce(end));
        }
    }

    private int reproduce(CleanUp end) throws IOException {
        TrainerAccess trainer = TrainerAccess.existing(server, device, end)
                .orElseGet(() -> TrainerAccess.start(context, 1, device, end));
        ResForgeClient client = trainer.client();
        OriginalVersion first = OriginalVersion.of(client.versions().get(model, version));
        RunSubmission submission = new RunSubmission(client.runs(), first.spec(folder(client, first)));
        end.onInterrupt(() -> cancel(submission));
        Run run = submission.submit();
        Terminal terminal = context.terminal();
        terminal.line(String.format(
                Locale.ROOT,
                "Training @|bold %s|@ again as run %s, on %s",
                PlainText.of(first.version().getModel() + "@" + first.version().getVersion()),
                PlainText.of(run.getRunId()),
                PlainText.of(run.getSpec().getDataset())));
        first.changes()
                .ifPresent(changes ->
                        terminal.line("It will not come out bitwise the same, since it went on elsewhere after a stop: "
                                + PlainText.of(changes)));
        RunProgress progress = end.add(new RunProgress(terminal));
        Run ended = client.runs().watch(run.getRunId(), progress);
        if (ended.getState() != RunState.RUN_STATE_SUCCEEDED) {
            return RunText.tell(terminal, ended);
        }
        OriginalVersion second = OriginalVersion.of(
                client.versions().get(first.scratchModel(), ended.getResult().getVersion()));
        terminal.line(ReproductionVerdict.sentence(first, second));
        return ReproductionVerdict.same(first, second) ? ExitCodes.OK : ExitCodes.FAILURE;
    }

    /** Only this command compares the weights: once it is gone, the run has no reader. */
    private void cancel(RunSubmission submission) {
        context.terminal().line();
        context.terminal().line("Cancelling the run ...");
        submission.cancel("Ctrl-C");
    }

    /** Where the images are: as the user says, or where they were when the version was trained. */
    private String folder(ResForgeClient client, OriginalVersion first) throws IOException {
        Optional<Run> run =
                data.isGiven() ? Optional.empty() : find(client, first.version().getRunId());
        return run.isPresent() ? run.get().getSpec().getDataset() : data.location(context, server.isHere());
    }

    private static Optional<Run> find(ResForgeClient client, String runId) {
        try {
            return Optional.of(client.runs().get(runId));
        } catch (ResForgeException e) {
            if (e.status() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether a version came out the same when it was trained again. */
    static final class ReproductionVerdict {

        private ReproductionVerdict() {}

        /** Whether each bit of the weights is the same. */
        static boolean same(OriginalVersion first, OriginalVersion second) {
            return first.version().getSha256().equals(second.version().getSha256());
        }

        /** Says so in a sentence, and what was different if it was not. */
        static String sentence(OriginalVersion first, OriginalVersion second) {
            String name = PlainText.of(
                    first.version().getModel() + "@" + first.version().getVersion());
            if (same(first, second)) {
                return "@|green " + name + " came out bitwise the same|@: SHA-256 "
                        + PlainText.of(first.version().getSha256());
            }
            String images =
                    first.version().getDatasetDigest().equals(second.version().getDatasetDigest())
                            ? ""
                            : "; it was trained on other images";
            String software = PlainText.of(different(first.software(), second.software()));
            String moved = first.changes()
                    .map(changes -> "; nor could it be expected to, since it went on elsewhere after a stop: "
                            + PlainText.of(changes))
                    .orElse("");
            return "@|red " + name + " did not come out the same|@" + images + moved
                    + (software.isEmpty() ? "" : "; what trained it differs: " + software);
        }

        private static String different(Map<String, String> then, Map<String, String> now) {
            return Stream.concat(then.keySet().stream(), now.keySet().stream())
                    .distinct()
                    .filter(key -> !key.equals("changes"))
                    .sorted()
                    .filter(key -> !then.getOrDefault(key, "none").equals(now.getOrDefault(key, "none")))
                    .map(key -> String.format(
                            Locale.ROOT,
                            "%s %s then, %s now",
                            key,
                            then.getOrDefault(key, "none"),
                            now.getOrDefault(key, "none")))
                    .collect(joining(", "));
        }
    }
}
