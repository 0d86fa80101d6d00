package io.resforge.cli.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.InferenceOption;
import io.resforge.cli.common.Json;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.Session;
import io.resforge.client.FieldViolation;
import io.resforge.client.Images;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
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

    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The images.")
    private List<Path> files;

    @Option(names = "--top-k", paramLabel = "N", defaultValue = "3", description = "How many classes for each; 3.")
    private int topK;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Take an answer from this version only; by default whichever is live.")
    private String version = "";

    @Mixin
    private InferenceOption server;

    @Mixin
    private JsonOption json;

    /** Prints to this session's terminal. */
    public ClassifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (topK < 1) {
            throw CommandFailed.badUsage("--top-k must be at least 1, was " + topK);
        }
        ClassifyRequest request = request();
        try (ResForgeClient client = server.connect()) {
            ClassifyResponse answer = classify(client, request);
            check(answer);
            if (json.isOn()) {
                Json.print(session.terminal().out(), withFiles(answer));
            } else {
                new Predictions(session.terminal()).print(files, answer);
            }
            return ExitCodes.OK;
        }
    }

    private void check(ClassifyResponse answer) {
        int sent = files.size();
        if (answer.getPredictionsCount() != sent) {
            throw CommandFailed.because("the server was sent " + sent + (sent == 1 ? " image" : " images")
                    + " and answered for " + answer.getPredictionsCount());
        }
    }

    /** The server counts the images; the user knows them as files. */
    private ClassifyResponse classify(ResForgeClient client, ClassifyRequest request) {
        try {
            return client.inference().classify(request);
        } catch (ResForgeException refused) {
            for (int image = 0; image < files.size(); image++) {
                String field = "images[" + image + "].encoded";
                for (FieldViolation violation : refused.violations()) {
                    if (violation.field().equals(field)) {
                        throw CommandFailed.badUsage(files.get(image) + ": " + violation.description());
                    }
                }
            }
            throw refused;
        }
    }

    private JsonObject withFiles(ClassifyResponse answer) {
        JsonObject document = Json.tree(answer);
        JsonArray predictions = document.getAsJsonArray("predictions");
        for (int image = 0; image < predictions.size(); image++) {
            predictions
                    .get(image)
                    .getAsJsonObject()
                    .addProperty("file", files.get(image).toString());
        }
        return document;
    }

    private ClassifyRequest request() throws IOException {
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder()
                .setTopK(topK)
                .setModel(model.name())
                .setVersion(version);
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw CommandFailed.badUsage("there is no readable file " + file);
            }
            request.addImages(Images.file(file));
        }
        return request.build();
    }
}
