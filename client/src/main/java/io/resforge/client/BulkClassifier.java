package io.resforge.client;

import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.Image;
import io.resforge.v1.ModelVersion;
import io.resforge.v1.Prediction;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Classifies any number of images, in as many calls as they need, several at a time.
 *
 * <pre>{@code
 * try (Stream<Path> files = Files.list(Path.of("photos"));
 *         Stream<BulkClassifier.Answer<Path>> answers = client.inference().bulk().classify(files, Images::file)) {
 *     answers.forEach(it -> System.out.println(it.source() + " " + it.text()));
 * }
 * }</pre>
 *
 * <p>Answers come in the order of the images. An image that cannot be read, or that the server refuses, is an answer with a
 * problem; all others are classified. Images are read only as answers are taken, so that no more of them are in memory
 * than the calls under way hold. A server that is full is asked again when it says so. Immutable; may be shared.
 */
public final class BulkClassifier {

    /** Images in a call unless it is said otherwise. */
    public static final int DEFAULT_IMAGES_PER_CALL = 64;

    /** Calls under way unless it is said otherwise. */
    public static final int DEFAULT_CALLS_IN_FLIGHT = 4;

    /** Bytes of images in a call, but for one image that is larger; half of what a server takes unless it is told otherwise. */
    public static final int MOST_BYTES_PER_CALL = 16 << 20;

    /** Bytes of one image; no server takes more unless it is told otherwise. */
    public static final int MOST_BYTES_PER_IMAGE = 32 << 20;

    private static final int MOST = 1024;

    private final Inference inference;
    private final Plan plan;

    BulkClassifier(Inference inference, Duration deadline) {
        this(
                inference,
                new Plan(
                        ClassifyRequest.getDefaultInstance(),
                        DEFAULT_IMAGES_PER_CALL,
                        DEFAULT_CALLS_IN_FLIGHT,
                        false,
                        deadline));
    }

    private BulkClassifier(Inference inference, Plan plan) {
        this.inference = inference;
        this.plan = plan;
    }

    /** What calls ask for beside their images, how large they are, and how many are under way. */
    record Plan(ClassifyRequest question, int imagesPerCall, int callsInFlight, boolean oneVersion, Duration timeout) {}

    /** Makes an image of something, such as {@link Images#file} of a path. */
    @FunctionalInterface
    public interface ImageReader<T> {

        /**
         * Reads one image.
         *
         * @throws IOException if it cannot be read; the other images are classified all the same
         */
        Image read(T source) throws IOException;
    }

    /**
     * What came of one image.
     *
     * @param source what the image was read from
     * @param prediction what the model sees; empty if there is a problem
     * @param model the version that answered; empty if there is a problem
     * @param problem why there is no prediction; empty if there is one
     */
    public record Answer<T>(
            T source, Optional<Prediction> prediction, Optional<ModelVersion> model, Optional<String> problem) {

        static <T> Answer<T> good(T source, Prediction prediction, ModelVersion model) {
            return new Answer<>(source, Optional.of(prediction), Optional.of(model), Optional.empty());
        }

        static <T> Answer<T> bad(T source, String problem) {
            return new Answer<>(source, Optional.empty(), Optional.empty(), Optional.of(problem));
        }

        /** The likeliest class, or else the problem. */
        public String text() {
            return prediction.map(it -> it.getClasses(0).getLabel()).orElseGet(problem::orElseThrow);
        }
    }

    /**
     * What to ask beside the images: the model, a version or label, how many classes.
     *
     * @param question without images
     * @throws IllegalArgumentException if it has images
     */
    public BulkClassifier question(ClassifyRequest question) {
        if (question.getImagesCount() > 0) {
            throw new IllegalArgumentException(
                    "the question of many images comes without images, had " + question.getImagesCount());
        }
        return with(new Plan(question, plan.imagesPerCall(), plan.callsInFlight(), plan.oneVersion(), plan.timeout()));
    }

    /**
     * The most images in a call.
     *
     * @param images from 1 to 1024
     * @throws IllegalArgumentException if it is out of range
     */
    public BulkClassifier imagesPerCall(int images) {
        return with(new Plan(
                plan.question(),
                within("imagesPerCall", images),
                plan.callsInFlight(),
                plan.oneVersion(),
                plan.timeout()));
    }

    /**
     * The most calls under way.
     *
     * @param calls from 1 to 1024
     * @throws IllegalArgumentException if it is out of range
     */
    public BulkClassifier callsInFlight(int calls) {
        return with(new Plan(
                plan.question(),
                plan.imagesPerCall(),
                within("callsInFlight", calls),
                plan.oneVersion(),
                plan.timeout()));
    }

    /** Has the version that answers first answer all, also if another goes live meanwhile. */
    public BulkClassifier oneVersion() {
        return with(new Plan(plan.question(), plan.imagesPerCall(), plan.callsInFlight(), true, plan.timeout()));
    }

    private BulkClassifier with(Plan other) {
        return new BulkClassifier(inference, other);
    }

    private static int within(String what, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(what + " must be within 1 to " + MOST + ", was " + value);
        }
        return value;
    }

    /** Classifies images that are in memory. */
    public Stream<Answer<Image>> classify(Stream<Image> images) {
        return classify(images, image -> image);
    }

    /**
     * Classifies images that are read as they are needed, on the thread that takes the answers.
     *
     * @param sources what to read images from
     * @param reader reads one
     * @return an answer for each source, in their order. Taking one throws a {@link ResForgeException} if a call fails for another
     *     reason than one of its images. Closing it cancels the calls under way and closes the sources.
     */
    public <T> Stream<Answer<T>> classify(Stream<T> sources, ImageReader<? super T> reader) {
        BulkCalls<T> calls = new BulkCalls<>(inference, plan, sources.iterator(), reader);
        Spliterator<Answer<T>> answers =
                Spliterators.spliteratorUnknownSize(calls, Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(answers, false).onClose(calls::close).onClose(sources::close);
    }
}
