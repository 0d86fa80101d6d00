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
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private final CommandContext session;

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

    /** Prints to this session's terminal. */
    public ClassifyCommand(CommandContext session) {
        this.session = session;
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
                JsonOutput.print(session.terminal().out(), withFiles(answer));
            } else {
                new PredictionTable(session.terminal()).print(files, answer);
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
}
