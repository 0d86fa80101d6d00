package io.resforge.cli.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.InferenceOption;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.model.ModelsCommand.ModelOption;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ClassProbability;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the live model what is in some images. */
@Command(
        name = "classify",
        description = "Asks the live model what is in some images: PNG, JPEG, GIF or BMP of any size.",
        footer = {"", "Examples:", "  resforge classify frog.png", "  resforge classify *.jpg --top-k 1 --json"})
public final class ClassifyCommand implements Callable<Integer> {

    private static final int SERVERS_DEFAULT = 0;

    private final CommandContext context;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The images.")
    private List<Path> files;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            description = "How many classes for each; 5, or all where there are fewer.")
    private Integer topK;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Take an answer from this version only; by default whichever is live.")
    private String version = "";

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "Take an answer from the version with this label only, such as canary.")
    private String label = "";

    @Mixin
    private InferenceOption server;

    @Mixin
    private JsonOption json;

    /** Prints to this context's terminal. */
    public ClassifyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (topK != null && topK < 1) {
            throw CommandFailed.badUsage("--top-k must be at least 1, was " + topK);
        }
        if (!version.isEmpty() && !label.isEmpty()) {
            throw CommandFailed.badUsage("only one of --version and --label may be given");
        }
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw CommandFailed.badUsage("there is no readable file " + file);
            }
        }
        ClassifyRequest question = ClassifyRequest.newBuilder()
                .setTopK(topK == null ? SERVERS_DEFAULT : topK)
                .setModel(model.name())
                .setVersion(version)
                .setLabel(label)
                .build();
        try (ResForgeClient client = server.connect()) {
            ClassifyResponse answer = new FileClassifier(client.inference(), question).classify(files);
            if (json.isOn()) {
                JsonOutput.print(context.terminal().out(), withFiles(answer));
            } else {
                new PredictionTable(context.terminal()).print(files, answer);
            }
            return ExitCodes.OK;
        }
    }

    private JsonObject withFiles(ClassifyResponse answer) {
        JsonObject document = JsonOutput.tree(answer);
        JsonArray predictions = document.getAsJsonArray("predictions");
        for (int image = 0; image < predictions.size(); image++) {
            predictions
                    .get(image)
                    .getAsJsonObject()
                    .addProperty("file", files.get(image).toString());
        }
        return document;
    }

    /** What the model sees, as a table with a bar for each class. */
    static final class PredictionTable {

        private static final int BAR = 24;

        private final Terminal terminal;

        PredictionTable(Terminal terminal) {
            this.terminal = terminal;
        }

        void print(List<Path> files, ClassifyResponse answer) {
            TextTable table = new TextTable(terminal, "IMAGE", "CLASS", ">", "");
            for (int image = 0; image < answer.getPredictionsCount(); image++) {
                String name = PlainText.of(files.get(image).getFileName().toString());
                for (ClassProbability it : answer.getPredictions(image).getClassesList()) {
                    boolean first = !name.isEmpty();
                    table.row(
                            name,
                            first ? "@|bold " + PlainText.of(it.getLabel()) + "|@" : PlainText.of(it.getLabel()),
                            HumanFormat.percent(it.getProbability()),
                            "@|green " + Bars.share(terminal, it.getProbability(), BAR) + "|@");
                    name = "";
                }
            }
            table.print();
            ModelVersion model = answer.getModel();
            Duration time = Duration.ofSeconds(
                    answer.getElapsed().getSeconds(), answer.getElapsed().getNanos());
            terminal.line(String.format(
                    Locale.ROOT,
                    "@|faint %s version %s, %.1f ms on the server|@",
                    PlainText.of(model.getModel()),
                    PlainText.of(model.getVersion()),
                    time.toNanos() / 1e6));
        }
    }
}
