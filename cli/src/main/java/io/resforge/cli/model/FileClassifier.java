package io.resforge.cli.model;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.resforge.cli.common.CommandFailed;
import io.resforge.client.FieldViolation;
import io.resforge.client.Images;
import io.resforge.client.Inference;
import io.resforge.client.ResForgeException;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Classifies any number of files, in as many calls as they need. One version answers them all. */
final class FileClassifier {

    /** What a call takes at the most, well below what a server allows unless it is told otherwise. */
    private static final int MOST_FILES = 64;

    private static final long MOST_BYTES = 16 << 20;

    private final Inference server;
    private final ClassifyRequest question;

    /** @param question without images */
    FileClassifier(Inference server, ClassifyRequest question) {
        this.server = server;
        this.question = question;
    }

    /**
     * Classifies at least one file.
     *
     * @return a prediction a file, in their order; the time is that of all calls
     */
    ClassifyResponse classify(List<Path> files) throws IOException {
        ClassifyRequest asked = question;
        ClassifyResponse.Builder all = ClassifyResponse.newBuilder();
        for (List<Path> group : groups(files)) {
            ClassifyResponse answer = classify(group, asked);
            Duration elapsed = Durations.add(all.getElapsed(), answer.getElapsed());
            all.addAllPredictions(answer.getPredictionsList())
                    .setModel(answer.getModel())
                    .setElapsed(elapsed);
            asked = asked.toBuilder()
                    .setVersion(answer.getModel().getVersion())
                    .clearLabel()
                    .build();
        }
        return all.build();
    }

    private static List<List<Path>> groups(List<Path> files) throws IOException {
        List<List<Path>> groups = new ArrayList<>();
        long bytes = Long.MAX_VALUE;
        for (Path file : files) {
            long size = Files.size(file);
            if (bytes > MOST_BYTES - size || groups.get(groups.size() - 1).size() == MOST_FILES) {
                groups.add(new ArrayList<>());
                bytes = 0;
            }
            groups.get(groups.size() - 1).add(file);
            bytes += size;
        }
        return groups;
    }

    private ClassifyResponse classify(List<Path> group, ClassifyRequest asked) throws IOException {
        ClassifyRequest.Builder request = asked.toBuilder();
        for (Path file : group) {
            request.addImages(Images.file(file));
        }
        try {
            return checked(server.classify(request.build()), group.size());
        } catch (ResForgeException refused) {
            throw named(refused, group);
        }
    }

    private static ClassifyResponse checked(ClassifyResponse answer, int sent) {
        if (answer.getPredictionsCount() != sent) {
            throw CommandFailed.because("the server was sent " + sent + (sent == 1 ? " image" : " images")
                    + " and answered for " + answer.getPredictionsCount());
        }
        return answer;
    }

    /** The server counts the images; the user knows them as files. */
    private static RuntimeException named(ResForgeException refused, List<Path> group) {
        for (int image = 0; image < group.size(); image++) {
            String field = "images[" + image + "].encoded";
            for (FieldViolation violation : refused.violations()) {
                if (violation.field().equals(field)) {
                    return CommandFailed.badUsage(group.get(image) + ": " + violation.description());
                }
            }
        }
        return refused;
    }
}
