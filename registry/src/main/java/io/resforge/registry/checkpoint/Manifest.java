package io.resforge.registry.checkpoint;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.registry.json.JsonTree;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import io.resforge.registry.value.VersionReference;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Everything one needs to know of a published checkpoint: {@code models/<model>/versions/<version>/manifest.json}. It
 * is written after the files that it names. A draft is a manifest without version, time and files;
 * {@link Checkpoints#publish} adds them.
 *
 * @param format version of this format, 1
 * @param model such as {@code cifar10}
 * @param version within the model, such as {@code 17}; null in a draft
 * @param runId the run that trained it
 * @param fromVersion the version that training began with, such as {@code 17} or {@code cifar10@17}, or null for fresh weights
 * @param createdAt when it was published; null in a draft
 * @param architecture such as {@code resnet20-v1}
 * @param labels the classes in the order of the logits, at least two, distinct
 * @param image what the network takes, and how other images are made so; if null, as in manifests of earlier builds,
 * 3×32×32 and cubic
 * @param normalisation of the pixels
 * @param epoch the epoch that the weights are of, from 1
 * @param heldOutAccuracy share of held-out images classified correctly
 * @param testAccuracy share of test images classified correctly, or null where the data set has none
 * @param parameterCount number of trained parameters
 * @param recipe what was asked for, as JSON
 * @param seed where all randomness came from
 * @param dataset what it was trained on
 * @param classBaseline share of each class among the predictions for the held-out images, for later drift checks
 * @param golden images with the logits that any server of this checkpoint must compute, at least one
 * @param files the other files of this version by name; empty in a draft
 * @param software versions of what trained it, such as {@code resforge}, {@code commit}, {@code pytorch}, {@code java}, {@code os},
 * {@code cpu}
 * @param int8 how it is computed with bytes, or null where it was not found out, as in manifests of earlier builds
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
        InputImage image,

        @JsonSerialize(converter = NormalisationForm.Writer.class)
        @JsonDeserialize(converter = NormalisationForm.Reader.class)
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
        Map<String, String> software,
        Int8Form int8) {

    /** The version of the format that this build writes, and the highest that it reads. */
    public static final int FORMAT = 1;

    /** Name of the parameters file. */
    public static final String PARAMETERS = "model.safetensors";

    /** Name of the ONNX file; earlier builds published none. */
    public static final String ONNX = "model.onnx";

    /** Name of the ONNX file that computes with bytes; there is none in versions without {@link #int8}. */
    public static final String ONNX_INT8 = "model.int8.onnx";

    /** Name of the file with some of the training images; there is none where that is turned off, or in versions of earlier builds. */
    public static final String SAMPLE = "training-sample.safetensors";

    /** Name of the bill of materials; earlier builds published none. */
    public static final String BOM = "bom.cdx.json";

    public Manifest {
        if (format != FORMAT) {
            throw new IllegalArgumentException("a manifest's format must be " + FORMAT + ", was " + format);
        }
        ObjectNames.model(model);
        version = version == null || version.isEmpty() ? null : ObjectNames.version(version);
        ObjectNames.run(runId);
        fromVersion = fromVersion == null
                ? null
                : VersionReference.parse(fromVersion, model).within(model);
        FieldChecks.text("architecture", architecture);
        labels = ManifestRules.labels(labels);
        image = image == null ? InputImage.CIFAR : image;
        ManifestRules.normalisation(normalisation, image.shape());
        FieldChecks.atLeast("epoch", 1, epoch);
        FieldChecks.share("heldOutAccuracy", heldOutAccuracy);
        if (testAccuracy != null) {
            FieldChecks.share("testAccuracy", testAccuracy);
        }
        FieldChecks.atLeast("parameterCount", 1, parameterCount);
        recipe = JsonTree.copyOf(FieldChecks.present("recipe", recipe));
        FieldChecks.present("dataset", dataset);
        classBaseline = ManifestRules.baseline(classBaseline, labels.size());
        golden = ManifestRules.golden(golden, labels.size(), image.shape());
        files = ManifestRules.files(files);
        software = Collections.unmodifiableMap(new TreeMap<>(FieldChecks.present("software", software)));
        ManifestRules.int8(int8, golden);
    }

    /** This manifest of a network that is computed so with bytes. */
    public Manifest withInt8(Int8Form form) {
        return with(version, createdAt, files, form);
    }

    /** This manifest with what is known only when it is published. */
    Manifest published(String version, Instant createdAt, Map<String, FileDigest> files) {
        return with(version, createdAt, files, int8);
    }

    private Manifest with(String version, Instant createdAt, Map<String, FileDigest> files, Int8Form int8) {
        return new Manifest(
                format,
                model,
                version,
                runId,
                fromVersion,
                createdAt,
                architecture,
                labels,
                image,
                normalisation,
                epoch,
                heldOutAccuracy,
                testAccuracy,
                parameterCount,
                recipe,
                seed,
                dataset,
                classBaseline,
                golden,
                files,
                software,
                int8);
    }

    /**
     * What a checkpoint was trained on.
     *
     * @param name such as the folder's
     * @param digest of all images and labels
     * @param trainingImages how many were learnt from
     * @param heldOutImages how many were held out
     * @param testImages how many there were to test on
     * @param heldOutDigest of the held-out images and their labels, or null as in manifests of earlier builds
     */
    public record DatasetSummary(
            String name, String digest, int trainingImages, int heldOutImages, int testImages, String heldOutDigest) {

        public DatasetSummary {
            FieldChecks.text("the data set's name", name);
            FieldChecks.text("the data set's digest", digest);
            FieldChecks.atLeast("trainingImages", 1, trainingImages);
            FieldChecks.atLeast("heldOutImages", 0, heldOutImages);
            FieldChecks.atLeast("testImages", 0, testImages);
            heldOutDigest =
                    heldOutDigest == null ? null : FieldChecks.text("the digest of the held-out images", heldOutDigest);
        }
    }

    /** An image, {@code height × width × channels} bytes, and the logits expected for it. */
    public record GoldenImage(byte[] pixels, List<Float> logits) {

        public GoldenImage {
            pixels = FieldChecks.present("a golden image's pixels", pixels).clone();
            logits = List.copyOf(FieldChecks.present("a golden image's logits", logits));
        }

        @Override
        public byte[] pixels() {
            return pixels.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof GoldenImage image
                    && Arrays.equals(pixels, image.pixels)
                    && logits.equals(image.logits);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(pixels) + logits.hashCode();
        }
    }

    /** SHA-256 in hexadecimal, and the size in bytes. */
    public record FileDigest(String sha256, long bytes) {

        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

        /** More than any file has, and so little that no sum of them overflows. */
        private static final long MOST_BYTES = 1L << 40;

        public FileDigest {
            if (sha256 == null || !SHA256.matcher(sha256).matches()) {
                throw new IllegalArgumentException(
                        "a SHA-256 must be 64 hexadecimal digits, lower case, was '" + sha256 + "'");
            }
            FieldChecks.within("a file's bytes", 0, MOST_BYTES, bytes);
        }
    }
}
