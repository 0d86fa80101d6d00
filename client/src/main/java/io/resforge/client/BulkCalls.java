package io.resforge.client;

import io.grpc.Status;
import io.resforge.client.BulkClassifier.Answer;
import io.resforge.client.BulkClassifier.ImageReader;
import io.resforge.client.BulkClassifier.Plan;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls for many images: reads ahead as far as calls may be under way, and hands out answers in order. For one thread. */
final class BulkCalls<T> implements Iterator<Answer<T>>, AutoCloseable {

    /** How a server names an image of a call. */
    private static final Pattern FIELD = Pattern.compile("images\\[(\\d{1,6})](\\..*)?");

    private final Inference inference;
    private final Plan plan;
    private final Iterator<T> sources;
    private final ImageReader<? super T> reader;
    private final Deque<Group> underWay = new ArrayDeque<>();
    private final Deque<Answer<T>> ready = new ArrayDeque<>();
    private ClassifyRequest question;
    private boolean versionKnown;
    private boolean closed;
    private Place<T> left;

    BulkCalls(Inference inference, Plan plan, Iterator<T> sources, ImageReader<? super T> reader) {
        this.inference = inference;
        this.plan = plan;
        this.sources = sources;
        this.reader = reader;
        this.question = plan.question();
    }

    /** An image in its order; one that could not be read has its answer already. */
    private static final class Place<T> {

        private final T source;
        private final Image image;
        private Answer<T> answer;

        Place(T source, Image image, Answer<T> answer) {
            this.source = source;
            this.image = image;
            this.answer = answer;
        }

        int size() {
            return image == null ? 0 : image.getSerializedSize();
        }
    }

    /** Images of one call, and those among them that could not be read. */
    private final class Group {

        private final List<Place<T>> places = new ArrayList<>();
        private CompletableFuture<ClassifyResponse> call;

        /** Those that have no answer yet. */
        List<Place<T>> open() {
            return places.stream().filter(place -> place.answer == null).toList();
        }

        void send() {
            ClassifyRequest.Builder request = question.toBuilder();
            open().forEach(place -> request.addImages(place.image));
            call = request.getImagesCount() == 0 ? null : inference.classifyAsync(request.build());
        }
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty() && !closed) {
            try {
                fill();
                Group first = underWay.peek();
                if (first != null) {
                    answer(first);
                    underWay.remove();
                    first.places.forEach(place -> ready.add(place.answer));
                    fill();
                }
            } catch (RuntimeException failure) {
                close();
                throw failure;
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Answer<T> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    /** Begins calls until as many are under way as may be. The version that is to answer all is known after the first. */
    private void fill() {
        int most = plan.oneVersion() && !versionKnown ? 1 : plan.callsInFlight();
        while (underWay.size() < most && (left != null || sources.hasNext())) {
            Group group = nextGroup();
            group.send();
            underWay.add(group);
        }
    }

    private Group nextGroup() {
        Group group = new Group();
        long bytes = 0;
        while (group.places.size() < plan.imagesPerCall() && (left != null || sources.hasNext())) {
            Place<T> place = left == null ? read(sources.next()) : left;
            left = null;
            if (bytes > 0 && bytes + place.size() > BulkClassifier.MOST_BYTES_PER_CALL) {
                left = place;
                break;
            }
            group.places.add(place);
            bytes += place.size();
        }
        return group;
    }

    private Place<T> read(T source) {
        try {
            Image image = reader.read(source);
            int size = image.getSerializedSize();
            return size <= BulkClassifier.MOST_BYTES_PER_IMAGE
                    ? new Place<>(source, image, null)
                    : refused(source, "an image may have 32 MiB at the most, this one has " + size + " bytes");
        } catch (IOException unreadable) {
            return refused(source, "cannot be read: " + unreadable);
        }
    }

    private static <T> Place<T> refused(T source, String problem) {
        return new Place<>(source, null, Answer.bad(source, problem));
    }

    /** Waits for a call, and asks again: without the images that the server refuses, or later if the server is full. */
    private void answer(Group group) {
        long giveUp = System.nanoTime() + plan.timeout().toNanos();
        while (group.call != null) {
            try {
                take(group, await(group.call));
                return;
            } catch (ResForgeException failure) {
                if (!withoutRefused(group, failure)) {
                    waitUntilThereIsRoom(failure, giveUp);
                }
                group.send();
            }
        }
    }

    private void take(Group group, ClassifyResponse response) {
        List<Place<T>> asked = group.open();
        if (response.getPredictionsCount() != asked.size()) {
            throw new ResForgeException(
                    Status.Code.INTERNAL,
                    "the server was sent " + asked.size() + (asked.size() == 1 ? " image" : " images")
                            + " and answered for " + response.getPredictionsCount(),
                    List.of(),
                    null,
                    null);
        }
        for (int i = 0; i < asked.size(); i++) {
            Place<T> place = asked.get(i);
            place.answer = Answer.good(place.source, response.getPredictions(i), response.getModel());
        }
        if (plan.oneVersion() && !versionKnown) {
            versionKnown = true;
            question = question.toBuilder()
                    .setVersion(response.getModel().getVersion())
                    .clearLabel()
                    .build();
        }
    }

    /** Answers for the images that a server names as wrong; whether there are any. */
    private static <T> boolean withoutRefused(BulkCalls<T>.Group group, ResForgeException failure) {
        List<Place<T>> asked = group.open();
        boolean any = false;
        for (FieldViolation violation : failure.violations()) {
            Matcher field = FIELD.matcher(violation.field());
            if (field.matches() && Integer.parseInt(field.group(1)) < asked.size()) {
                Place<T> place = asked.get(Integer.parseInt(field.group(1)));
                place.answer = Answer.bad(place.source, violation.description());
                any = true;
            }
        }
        return any;
    }

    private static void waitUntilThereIsRoom(ResForgeException failure, long giveUp) {
        Duration pause = failure.retryAfter().orElseThrow(() -> failure);
        if (failure.status() != Status.Code.RESOURCE_EXHAUSTED || System.nanoTime() + pause.toNanos() - giveUp > 0) {
            throw failure;
        }
        try {
            Thread.sleep(Math.max(1, pause.toMillis()));
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static ClassifyResponse await(CompletableFuture<ClassifyResponse> call) {
        try {
            return call.get();
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ResForgeException failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private static CancellationException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("interrupted while images are classified");
        cancelled.initCause(interrupted);
        return cancelled;
    }

    /** Cancels what is under way; there are no answers any more. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(group -> {
            if (group.call != null) {
                group.call.cancel(true);
            }
        });
        underWay.clear();
        ready.clear();
    }
}
