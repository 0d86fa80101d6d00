package io.resforge.inference.classify;

import io.resforge.inference.batcher.Admission;
import io.resforge.inference.batcher.Batcher;
import io.resforge.inference.batcher.Caller;
import io.resforge.inference.batcher.Decoders;
import io.resforge.inference.batcher.Overloaded;
import io.resforge.inference.batcher.Stopping;
import io.resforge.inference.catalog.ServedModel;
import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.model.NoModelYet;
import io.resforge.inference.model.NotLive;
import io.resforge.inference.slot.Lease;
import io.resforge.inference.telemetry.ServingObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Classifies images, whatever the protocol that they came by. The model is borrowed when a call arrives
 * and given back when its answer is there, so that one version answers for all its images, also while another takes its place.
 */
public final class ClassifyService {

    private final Rules rules;
    private final ServedModels models;
    private final Batcher batcher;
    private final Decoders decoders;
    private final Onlookers onlookers;

    /**
     * @param models knows which model is served
     * @param decoders decode images
     * @param ids of predictions
     */
    public ClassifyService(
            Rules rules,
            ServedModels models,
            Batcher batcher,
            Decoders decoders,
            PredictionIds ids,
            ServingObserver observer) {
        this.rules = rules;
        this.models = models;
        this.batcher = batcher;
        this.decoders = decoders;
        this.onlookers = new Onlookers(observer, new Traffic(observer), new ShadowCopies(batcher, observer), ids);
    }

    /**
     * Classifies the images of one call. It does not block: the answer is completed by another thread.
     *
     * @param caller who waits for the answer; once it has gone, nothing more is done for it
     * @return the answer, or one of the exceptions below that was only found out later, or {@code Abandoned}
     * @throws InvalidRequest if the request breaks a rule
     * @throws NotLive if the model is not served here, or the version that is asked for not loaded
     * @throws NoModelYet if none is live
     * @throws Overloaded if the queue is full, or too long for the caller's patience
     * @throws Stopping if the server is going down
     */
    public CompletableFuture<Answer> classify(Query query, Caller caller) {
        rules.check(query);
        ServedModel model = models.model(query.model());
        Lease lease = models.borrow(model, query.choice());
        Call call;
        try {
            int topK = rules.checkAgainst(lease.model(), query);
            Duration decoding = Pixels.decodingTime(query.images(), caller, decoders);
            Admission admission = batcher.admit(query.images().size(), decoding, caller);
            call = new Call(query.images(), topK, model, lease, admission, caller, onlookers);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        return Pixels.needDecoding(query.images()) ? call.decodeAndSubmit(decoders) : call.submit();
    }
}
