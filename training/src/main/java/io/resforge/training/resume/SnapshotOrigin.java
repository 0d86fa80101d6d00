package io.resforge.training.resume;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run's snapshots are of. A snapshot of another recipe or of other images is no snapshot of this run. One that was taken in other
 * circumstances is, but from there on the last bits of sums may differ: that is noted.
 *
 * @param recipe as it is carried out
 * @param dataset digest of all images and labels
 * @param circumstances what decides the last bits, by name: {@code precision}, {@code device}, {@code threads}, and what the machine and
 *     its libraries are
 * @param changes of circumstances since the run began, in words, the oldest first
 */
public record SnapshotOrigin(
        Recipe recipe, String dataset, SequencedMap<String, String> circumstances, List<String> changes) {

    static final String THREADS = "threads";
    static final String PRECISION = "precision";

    static final String CHANGES = "changes";
    private static final String DEVICE = "device";
    private static final String FORMAT = "1";

    public SnapshotOrigin {
        circumstances = new LinkedHashMap<>(circumstances);
        changes = List.copyOf(changes);
    }

    /**
     * What a run is that has just begun.
     *
     * @param recipe as it is carried out, in this precision
     * @param threads that one operation is spread over
     * @param others that decide the last bits of results, by names of their own
     */
    public static SnapshotOrigin of(
            Recipe recipe,
            String dataset,
            Precision precision,
            ComputeDevice device,
            int threads,
            Map<String, String> others) {
        SequencedMap<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put(PRECISION, precision.name());
        circumstances.put(DEVICE, device.label().replaceFirst(":.*", ""));
        circumstances.put(THREADS, Integer.toString(threads));
        circumstances.putAll(new TreeMap<>(others));
        return new SnapshotOrigin(recipe, dataset, circumstances, List.of());
    }

    SequencedMap<String, String> facts() {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("format", FORMAT);
        facts.put("recipe", RecipeText.of(recipe));
        facts.put("dataset", dataset);
        facts.putAll(circumstances);
        if (!changes.isEmpty()) {
            facts.put(CHANGES, String.join("\n", changes));
        }
        return facts;
    }

    /**
     * The same, going on from a snapshot: with all changes of circumstances up to here.
     *
     * @throws UnusableSnapshot if the snapshot is of something else; the message says of what
     */
    public SnapshotOrigin after(Snapshot snapshot) {
        require("format", snapshot.fact("format"), FORMAT);
        require("dataset", snapshot.fact("dataset"), dataset);
        String there = snapshot.fact("recipe");
        if (!RecipeText.isOf(there, recipe)) {
            throw new UnusableSnapshot(difference("recipe", there, RecipeText.of(recipe)));
        }
        List<String> all = new ArrayList<>(snapshot.changes());
        String now = circumstances.keySet().stream()
                // Older builds noted less.
                .filter(name -> snapshot.has(name) && !snapshot.fact(name).equals(circumstances.get(name)))
                .map(name -> name + " '" + snapshot.fact(name) + "' before, '" + circumstances.get(name) + "' since")
                .collect(Collectors.joining(", "));
        if (!now.isEmpty()) {
            all.add(String.format(
                    Locale.ROOT,
                    "from step %d on (epoch %d): %s",
                    snapshot.steps(),
                    snapshot.place().epoch(),
                    now));
        }
        return new SnapshotOrigin(recipe, dataset, circumstances, all);
    }

    private static void require(String name, String there, String here) {
        if (!there.equals(here)) {
            throw new UnusableSnapshot(difference(name, there, here));
        }
    }

    private static String difference(String name, String there, String here) {
        return switch (name) {
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
