package io.resforge.registry.checkpoint;

import io.resforge.network.image.Normalisation;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything one needs to know of a published checkpoint: {@code models/<model>/versions/<version>/manifest.json}. It is written
 * after the files that it names.
 *
 * @param format version of this format, 1
 * @param model such as {@code cifar10}
 * @param version within the model, such as {@code 17}
 * @param runId the run that trained it
 * @param fromVersion the version that training began with, or null for fresh weights
 * @param createdAt when it was published
 * @param architecture such as {@code resnet20-v1}
 * @param labels the classes in the order of the logits
 * @param normalisation of the pixels
 * @param epoch the epoch that the weights are of
 * @param heldOutAccuracy share of held-out images classified correctly
 * @param testAccuracy share of test images classified correctly, or null where the data set has none
 * @param parameterCount number of trained parameters
 * @param recipe what was asked for, as JSON
 * @param seed where all randomness came from
 * @param dataset what it was trained on
 * @param classBaseline share of each class among the predictions for the held-out images, for later drift checks
 * @param golden images with the logits that any server of this checkpoint must compute
 * @param files the other files of this version by name
 * @param software versions of what trained it, such as {@code resforge}, {@code pytorch}, {@code java}, {@code os}, {@code cpu}
 */
public record Manifest(
        int format,
        String model,
        String version,
        String runId,
        String fromVersion,
        Instant createdAt,
        String architecture,
        List<String> labels,
        Normalisation normalisation,
        int epoch,
        double heldOutAccuracy,
        Double testAccuracy,
        long parameterCount,
        Map<String, Object> recipe,
        long seed,
        DatasetSummary dataset,
        List<Double> classBaseline,
        List<GoldenImage> golden,
        Map<String, FileDigest> files,
        Map<String, String> software) {

    /** Name of the parameters file. */
    public static final String PARAMETERS = "model.safetensors";

    /** What a checkpoint was trained on: a digest of all images and labels, and how many there were. */
    public record DatasetSummary(String name, String digest, int trainingImages, int heldOutImages, int testImages) {}

    /** An image, {@code height × width × 3} bytes, and the logits expected for it. */
    public record GoldenImage(byte[] pixels, List<Float> logits) {}

    /** SHA-256 in hexadecimal, and the size in bytes. */
    public record FileDigest(String sha256, long bytes) {}
}
