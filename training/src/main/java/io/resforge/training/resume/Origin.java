package io.resforge.training.resume;

import io.resforge.network.torch.ComputeDevice;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * What a snapshot is of: only a run that agrees in all of this goes on from it to bitwise the same weights.
 *
 * @param recipe all that was asked for, in a form that is equal for equal recipes
 * @param dataset digest of all images and labels
 * @param precision of the convolutions
 * @param device kind of what computes: {@code cpu} or {@code cuda}
 * @param threads that one operation is spread over: the last bits of sums depend on it
 */
public record Origin(String recipe, String dataset, String precision, String device, int threads) {

    static final String THREADS = "threads";

    private static final String FORMAT = "1";

    /** The kind of a device: one GPU is as good as another. */
    public static String kind(ComputeDevice device) {
        return device.label().replaceFirst(":.*", "");
    }

    SequencedMap<String, String> facts() {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("format", FORMAT);
        facts.put("recipe", recipe);
        facts.put("dataset", dataset);
        facts.put("precision", precision);
        facts.put("device", device);
        facts.put(THREADS, Integer.toString(threads));
        return facts;
    }

    /**
     * Checks that a snapshot is of the same.
     *
     * @throws UnusableSnapshot if not; the message says what differs
     */
    public void require(Snapshot snapshot) {
        facts().forEach((name, here) -> {
            String there = snapshot.fact(name);
            if (!there.equals(here)) {
                throw new UnusableSnapshot(difference(name, there, here));
            }
        });
    }

    private static String difference(String name, String there, String here) {
        return switch (name) {
            case THREADS ->
                String.format(
                        Locale.ROOT,
                        "it was trained with %s threads up to here, and can go on with as many only, not with %s",
                        there,
                        here);
            case "device" ->
                String.format(Locale.ROOT, "it was trained on %s up to here, and cannot go on on %s", there, here);
            case "precision" ->
                String.format(
                        Locale.ROOT,
                        "it was trained in %s up to here, and cannot go on in %s on this machine",
                        there,
                        here);
            case "dataset" -> "the images in the data set's folder are others than those it was trained on up to here";
            case "recipe" ->
                String.format(Locale.ROOT, "it was trained by another recipe up to here: %s, not %s", there, here);
            default ->
                String.format(
                        Locale.ROOT,
                        "its %s is %s, and this build of ResForge goes on from %s only",
                        name,
                        there,
                        here);
        };
    }
}
