package io.resforge.cli.demo;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.Home;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.data.SampleDataset;
import io.resforge.cli.local.LocalSetup;
import io.resforge.cli.local.ServiceProcess;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole way, from pictures to a model that is replaced while it answers. */
@Command(
        name = "demo",
        description = {
            "Shows the whole way on this machine: trains a small residual network on real CIFAR-10 images, publishes it, loads it into a running"
                    + " service, asks it over gRPC, then replaces it by a better one while callers keep asking.",
            "Fails if a call fails or the network has learnt next to nothing."
        },
        footer = {
            "",
            "Examples:",
            "  resforge demo",
            "  resforge demo --exit --json",
            "  resforge demo --data ~/cifar-10-batches-bin"
        })
public final class DemoCommand extends ContextCommand {

    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    @Option(names = "--exit", description = "End after the last step instead of leaving both services up until Ctrl-C.")
    private boolean exit;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Train on this data set, such as all of CIFAR-10, instead of the sample that comes with the checkout.")
    private Path data;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = json.narration(context.terminal());
        try (CleanUp end = new CleanUp()) {
            end.onInterrupt(() -> terminal.line("Stopped."));
            return end.run(() -> show(terminal, end));
        }
    }

    private int show(Terminal terminal, CleanUp end) throws IOException, InterruptedException {
        Narrator narrator = new Narrator(terminal);
        terminal.line("@|bold ResForge|@: from pictures to a model that is replaced while it answers");
        Path dataset = dataset(narrator);
        Home state = new Home(context.home().demos().resolve(LocalDateTime.now().format(FOLDER)));
        String image = data == null ? HumanFormat.path(dataset.resolve("test/ship/0001.png")) : "FILE";
        Demo demo = new Demo(narrator, end, context.home(), dataset);
        DemoResult result =
                demo.run(LocalSetup.usual(context.root(), context.home()).withState(state));
        return conclude(result, new DemoClosing(narrator, state, image), demo.services());
    }

    /** Says goodbye; without {@code --exit} it returns only when a service ends, and then with its failure. */
    int conclude(DemoResult result, DemoClosing closing, List<ServiceProcess> services) {
        boolean leaveUp = result.isGood() && !exit;
        if (leaveUp) {
            closing.yourTurn(services.get(0), services.get(1));
        } else {
            closing.done();
        }
        if (json.isOn()) {
            context.terminal().out().println(result.json()); // nothing after it, for who takes the last line
        }
        if (!result.isGood()) {
            throw CommandFailed.because("the demo did not go as it should: " + result.failed() + " of " + result.calls()
                    + " calls failed, held-out accuracy " + HumanFormat.percent(result.heldOutAccuracy()));
        }
        if (leaveUp) {
            throw ServiceProcess.firstToEnd(services).join();
        }
        return ExitCodes.OK;
    }

    private Path dataset(Narrator narrator) throws IOException {
        if (data != null) {
            Path folder = data.toAbsolutePath().normalize();
            if (!Files.isDirectory(folder)) {
                throw CommandFailed.badUsage("there is no folder " + folder);
            }
            return folder;
        }
        narrator.step("Unpack the sample: 5,000 training and 1,000 test images of CIFAR-10");
        Path folder = SampleDataset.unpacked(context);
        narrator.say("In " + HumanFormat.path(folder));
        return folder;
    }

    /** The last words of a demo. */
    static final class DemoClosing {

        private final Narrator narrator;
        private final Home state;
        private final String image;

        /**
         * @param state that the demo leaves behind
         * @param image a file to classify
         */
        DemoClosing(Narrator narrator, Home state, String image) {
            this.narrator = narrator;
            this.state = state;
            this.image = image;
        }

        /** Both services end now. */
        void done() {
            narrator.step("Done");
            narrator.say("Everything is in " + HumanFormat.path(state.path()) + "; open it again with");
            narrator.say(again());
        }

        private String again() {
            return "  RESFORGE_HOME=" + HumanFormat.path(state.path()) + " ./resforge up";
        }

        /** Both services stay up. */
        void yourTurn(ServiceProcess trainer, ServiceProcess inference) {
            narrator.step("Your turn");
            narrator.say("Pages      models " + inference.page() + "  training " + trainer.page());
            narrator.say("Classify   ./resforge classify " + image);
            // A shell reads ~ at the beginning of a word only.
            String file = image.startsWith("~/") ? "$HOME" + image.substring(1) : image;
            narrator.say("           curl --data-binary \"@" + file + "\" -H 'Content-Type: image/png' "
                    + inference.page().resolve("v1/classify"));
            narrator.say("Versions   ./resforge models list");
            narrator.say("Roll back  ./resforge models rollback --reason 'to see it'");
            narrator.say("Metrics    " + inference.metrics() + "  " + trainer.metrics());
            narrator.say(
                    "Ctrl-C stops both services. Everything stays in " + HumanFormat.path(state.path()) + "; later");
            narrator.say("           " + again().strip() + "  opens it again.");
        }
    }
}
