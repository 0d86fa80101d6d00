package io.resforge.inference.models;

import static java.util.Objects.requireNonNull;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.checkpoint.Manifest;
import java.time.Instant;
import java.util.List;

/**
 * What is known of weights that are, or were, live. It owns no memory.
 *
 * @param promotion number of the promotion that made it live, from 1; 0 where none did
 * @param since when this server began to serve it
 */
public record LiveModel(Manifest manifest, long promotion, Instant since) {

    public LiveModel {
        requireNonNull(manifest, "manifest");
        requireNonNull(since, "since");
        if (promotion < 0) {
            throw new IllegalArgumentException("promotions are numbered from 1, or 0 for none, was " + promotion);
        }
    }

    /** The same weights, promoted once more. */
    public LiveModel promotedAs(long number) {
        return new LiveModel(manifest, number, since);
    }

    /** The model's name, such as {@code cifar10}. */
    public String name() {
        return manifest.model();
    }

    /** The version within the model, such as {@code 17}. */
    public String version() {
        return manifest.version();
    }

    /** The run that trained it. */
    public String runId() {
        return manifest.runId();
    }

    /** SHA-256 of the parameters file, in hexadecimal. */
    public String sha256() {
        return manifest.files().get(Manifest.PARAMETERS).sha256();
    }

    /** Digest of the data set that it was trained on. */
    public String datasetDigest() {
        return manifest.dataset().digest();
    }

    /** The classes, in the order of the logits. */
    public List<String> labels() {
        return manifest.labels();
    }

    /** The images that it takes. */
    public ImageShape image() {
        return manifest.image().shape();
    }
}
