package io.resforge.inference.classify;

import io.resforge.inference.classify.PredictionIds.PredictionId;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.neuralnet.text.LogText.Excerpt;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Takes what images really show. From it follows the accuracy of each version on live traffic. */
public final class FeedbackService {

    /** Of what a caller sent, in a message. */
    private static final int LONGEST_TEXT = 80;

    private static final int MOST_REMEMBERED = 100_000;

    private final ServedModels models;
    private final PredictionIds ids;
    private final ServingObserver observer;
    private final RecentFeedback taken = new RecentFeedback(MOST_REMEMBERED);

    /** What came of feedback. It is not counted again if it came before, or is older than what is remembered. */
    public record Result(boolean correct, String predictedLabel, String model, String version, boolean counted) {}

    public FeedbackService(ServedModels models, PredictionIds ids, ServingObserver observer) {
        this.models = models;
        this.ids = ids;
        this.observer = observer;
    }

    /**
     * Takes the true class of an image.
     *
     * @param mayUse whether the caller may use a model; the predictions of others do not exist for it
     * @throws InvalidRequest if no server that shares the key made the id, or the model has no such class
     * @throws NotLive if the model is not served here, or the version is not known here any more
     */
    public Result give(String predictionId, String trueLabel, Predicate<String> mayUse) {
        PredictionId id = ids.read(predictionId)
                .filter(read -> mayUse.test(read.model()))
                .orElseThrow(() -> new InvalidRequest(
                        "prediction_id",
                        "must be the id of a prediction as this server, or one that shares its key, gave it, was \""
                                + shortened(predictionId) + "\""));
        ServedModel model = models.model(id.model());
        LiveModel version = model.known(id.version())
                .orElseThrow(() -> new NotLive("version " + id.version() + " of " + id.model()
                        + " is not known here: feedback is taken for versions that were loaded not long ago"));
        String predicted = predicted(id, version);
        if (!version.labels().contains(trueLabel)) {
            throw new InvalidRequest(
                    "true_label",
                    "must be one of " + String.join(", ", version.labels()) + ", was \"" + shortened(trueLabel) + "\"");
        }
        boolean correct = predicted.equals(trueLabel);
        boolean counted = taken.add(id);
        if (counted) {
            observer.fedBack(id.model(), id.version(), correct);
            model.canary().fedBack(id.version(), id.call(), correct);
        }
        return new Result(correct, predicted, id.model(), id.version(), counted);
    }

    private static String predicted(PredictionId id, LiveModel version) {
        if (id.classIndex() >= version.labels().size()) {
            throw new InvalidRequest(
                    "prediction_id",
                    "names class " + id.classIndex() + ", and the model has "
                            + version.labels().size());
        }
        return version.labels().get(id.classIndex());
    }

    private static String shortened(String text) {
        return Excerpt.of(text, LONGEST_TEXT);
    }

    /**
     * Predictions with feedback, so that each counts once. Beyond a number those of the earliest minute are forgotten,
     * and none of that minute or an earlier one counts any more.
     */
    static final class RecentFeedback {

        private final int most;
        private final TreeMap<Long, Set<Long>> byMinute = new TreeMap<>();
        private long forgotten = -1;
        private int count;

        RecentFeedback(int most) {
            this.most = most;
        }

        synchronized boolean add(PredictionId id) {
            if (id.minute() <= forgotten
                    || !byMinute.computeIfAbsent(id.minute(), anew -> new HashSet<>())
                            .add(id.unique())) {
                return false;
            }
            count++;
            while (count > most) {
                Map.Entry<Long, Set<Long>> earliest = byMinute.pollFirstEntry();
                forgotten = earliest.getKey();
                count -= earliest.getValue().size();
            }
            return true;
        }
    }
}
