package io.resforge.cli.classify;

import com.google.protobuf.util.Durations;
import io.resforge.cli.classify.ImageSources.ImageSource;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ErrorReport;
import io.resforge.client.FieldViolation;
import io.resforge.client.Images;
import io.resforge.client.Inference;
import io.resforge.client.ResForgeException;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import io.resforge.v1.ModelVersion;
import io.resforge.v1.Prediction;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Classifies any number of images, in as many calls as they need. One version answers them all. A bad one stops no other. */
final class FileClassifier {

    /** What a call takes at the most, well below what a server allows unless it is told otherwise. */
    static final int MOST_FILES = 64;

    private static final long MOST_BYTES = 16 << 20;
    private static final Pattern FIELD = Pattern.compile("images\\[(\\d{1,6})]\\..*");

    private final Inference server;
    private final InputStream standardInput;
    private ClassifyRequest question;
    private ModelVersion model = ModelVersion.getDefaultInstance();
    private com.google.protobuf.Duration elapsed = Durations.ZERO;

    /** @param question without images */
    FileClassifier(Inference server, ClassifyRequest question, InputStream standardInput) {
        this.server = server;
        this.question = question;
        this.standardInput = standardInput;
    }

    /** What came of one image: what the model sees, or else why it could not be asked. */
    record Outcome(ImageSource image, Prediction prediction, String problem) {

        boolean isGood() {
            return problem.isEmpty();
        }
    }

    private record Loaded(ImageSource source, Image image) {}

    /** Which version answered; none before the first answer. */
    ModelVersion model() {
        return model;
    }

    /** The server's time for all calls so far. */
    Duration elapsed() {
        return Duration.ofNanos(Durations.toNanos(elapsed));
    }

    /** Classifies images; tells a few at a time of what came of them, each once and in their order. */
    void classify(List<ImageSource> images, Consumer<List<Outcome>> answers) {
        Iterator<ImageSource> next = images.iterator();
        ImageSource left = null;
        while (next.hasNext() || left != null) {
            List<Outcome> outcomes = new ArrayList<>();
            List<Loaded> group = new ArrayList<>();
            long bytes = 0;
            while (outcomes.size() < MOST_FILES && (next.hasNext() || left != null)) {
                ImageSource source = left == null ? next.next() : left;
                left = null;
                long size = size(source);
                if (!group.isEmpty() && bytes > MOST_BYTES - size) {
                    left = source;
                    break;
                }
                outcomes.add(read(source, group));
                bytes += size;
            }
            answers.accept(answered(outcomes, group));
        }
    }

    private static long size(ImageSource source) {
        return source.isStandardInput() ? MOST_BYTES : source.file().toFile().length();
    }

    private Outcome read(ImageSource source, List<Loaded> group) {
        try {
            group.add(new Loaded(source, Images.encoded(source.read(standardInput))));
            return new Outcome(source, Prediction.getDefaultInstance(), "");
        } catch (IOException e) {
            return new Outcome(source, Prediction.getDefaultInstance(), ErrorReport.trouble(e));
        }
    }

    /** Asks; without those that the server refuses, once more. */
    private List<Outcome> answered(List<Outcome> outcomes, List<Loaded> group) {
        List<Outcome> answered = new ArrayList<>(outcomes);
        List<Loaded> asked = group;
        while (!asked.isEmpty()) {
            try {
                ClassifyResponse answer = ask(asked);
                for (int i = 0; i < asked.size(); i++) {
                    replace(answered, asked.get(i).source(), answer.getPredictions(i), "");
                }
                return answered;
            } catch (ResForgeException refused) {
                asked = withoutRefused(refused, asked, answered);
            }
        }
        return answered;
    }

    private ClassifyResponse ask(List<Loaded> group) {
        ClassifyRequest.Builder request = question.toBuilder();
        group.forEach(it -> request.addImages(it.image()));
        ClassifyResponse answer = server.classify(request.build());
        if (answer.getPredictionsCount() != group.size()) {
            throw CommandFailed.because("the server was sent " + group.size()
                    + (group.size() == 1 ? " image" : " images") + " and answered for " + answer.getPredictionsCount());
        }
        model = answer.getModel();
        elapsed = Durations.add(elapsed, answer.getElapsed());
        question =
                question.toBuilder().setVersion(model.getVersion()).clearLabel().build();
        return answer;
    }

    /** The server counts the images; the user knows them as files. */
    private static List<Loaded> withoutRefused(ResForgeException refused, List<Loaded> asked, List<Outcome> answered) {
        List<Loaded> good = new ArrayList<>(asked);
        for (FieldViolation violation : refused.violations()) {
            Matcher field = FIELD.matcher(violation.field());
            if (field.matches() && Integer.parseInt(field.group(1)) < asked.size()) {
                Loaded bad = asked.get(Integer.parseInt(field.group(1)));
                good.remove(bad);
                replace(answered, bad.source(), Prediction.getDefaultInstance(), violation.description());
            }
        }
        if (good.size() == asked.size()) {
            throw refused; // it is no image's fault
        }
        return good;
    }

    private static void replace(List<Outcome> outcomes, ImageSource image, Prediction prediction, String problem) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).image() == image) {
                outcomes.set(i, new Outcome(image, prediction, problem));
            }
        }
    }
}
