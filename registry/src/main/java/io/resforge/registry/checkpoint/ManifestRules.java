package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.text.LogText.Excerpt;
import io.resforge.registry.checkpoint.Manifest.FileDigest;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.value.FieldChecks;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the lists of a manifest may hold. */
final class ManifestRules {

    /** How far shares may be from 1 in sum, since they are rounded. */
    private static final double ROUNDING = 1e-3;

    private static final List<String> OWN_FILES =
            List.of(VersionKeys.CLAIM, VersionKeys.MANIFEST, VersionKeys.SIGNATURE);

    private ManifestRules() {}

    static List<String> labels(List<String> labels) {
        List<String> copy = List.copyOf(FieldChecks.present("labels", labels));
        if (copy.size() < 2
                || new HashSet<>(copy).size() != copy.size()
                || copy.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("labels must be at least two distinct names, was " + copy);
        }
        // JSON can spell them, and every answer would have them, which no message can hold.
        if (copy.stream().anyMatch(label -> !Excerpt.wellFormed(label).equals(label))) {
            throw new IllegalArgumentException(
                    "labels must hold no halves of characters, was " + Excerpt.wellFormed(copy.toString()));
        }
        return copy;
    }

    static void normalisation(Normalisation normalisation, ImageShape image) {
        FieldChecks.present("normalisation", normalisation);
        normalisation.requireFits(image);
    }

    static List<Double> baseline(List<Double> shares, int classes) {
        List<Double> copy = List.copyOf(FieldChecks.present("classBaseline", shares));
        copy.forEach(share -> FieldChecks.share("each share of classBaseline", share));
        double sum = copy.stream().mapToDouble(Double::doubleValue).sum();
        if (copy.size() != classes || Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException(
                    "classBaseline must have one share for each of the " + classes + " labels, 1 in sum, was " + copy);
        }
        return copy;
    }

    static List<GoldenImage> golden(List<GoldenImage> golden, int classes, ImageShape shape) {
        List<GoldenImage> copy = List.copyOf(FieldChecks.present("golden", golden));
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("golden must have at least one image with its expected logits");
        }
        for (GoldenImage image : copy) {
            if (image.pixels().length != shape.bytes()) {
                throw new IllegalArgumentException(
                        "a golden image must have " + shape.bytes() + " bytes, had " + image.pixels().length);
            }
            if (image.logits().size() != classes || !image.logits().stream().allMatch(Float::isFinite)) {
                throw new IllegalArgumentException("a golden image must have one finite logit for each of the "
                        + classes + " labels, had " + image.logits());
            }
        }
        return copy;
    }

    /** @param form null if there is none */
    static void int8(Int8Form form, List<GoldenImage> golden) {
        if (form == null) {
            return;
        }
        int classes = golden.getFirst().logits().size();
        if (form.goldenLogits().size() != golden.size()
                || !form.goldenLogits().stream().allMatch(logits -> isOfClasses(logits, classes))) {
            throw new IllegalArgumentException(
                    "int8 must have " + classes + " finite logits for each of the " + golden.size() + " golden images");
        }
    }

    private static boolean isOfClasses(List<Float> logits, int classes) {
        return logits.size() == classes && logits.stream().allMatch(Float::isFinite);
    }

    static Map<String, FileDigest> files(Map<String, FileDigest> files) {
        Map<String, FileDigest> copy = new TreeMap<>(files == null ? Map.of() : files);
        copy.forEach((name, digest) -> {
            FieldChecks.present("the digest of file '" + name + "'", digest);
            if (!ObjectKeys.isKey(name) || name.contains("/") || OWN_FILES.contains(name)) {
                throw new IllegalArgumentException(
                        "a version's file must have a plain name other than " + OWN_FILES + ", was '" + name + "'");
            }
        });
        return Collections.unmodifiableMap(copy);
    }
}
