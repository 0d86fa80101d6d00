package io.resforge.training.resume;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.training.resume.Snapshot.UnusableSnapshot;
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

    /**
     * A recipe as snapshots have it: what {@link Map#toString} makes of its tree. No word of a recipe has a comma with a space behind it. Older
     * builds compare these texts letter by letter; here they are read, so that a key that a later build adds has its default.
     */
    static final class RecipeText {

        private RecipeText() {}

        static String of(Recipe recipe) {
            return RecipeWriter.tree(recipe).toString();
        }

        /** Whether a text is of the same recipe, whatever precision it was carried out in. */
        static boolean isOf(String text, Recipe recipe) {
            try {
                return value(text) instanceof Map<?, ?> tree
                        && anyPrecision(RecipeReader.tree(new RecipeTree(keyed(tree))))
                                .equals(anyPrecision(recipe));
            } catch (InvalidRecipe e) {
                return false;
            }
        }

        private static Recipe anyPrecision(Recipe recipe) {
            return recipe.in(Precision.FP32);
        }

        private static Map<String, Object> keyed(Map<?, ?> tree) {
            Map<String, Object> keyed = new LinkedHashMap<>();
            tree.forEach((key, value) -> keyed.put(String.valueOf(key), value));
            return keyed;
        }

        private static Object value(String text) {
            if (text.startsWith("{") && text.endsWith("}")) {
                Map<String, Object> group = new LinkedHashMap<>();
                for (String entry : entries(text.substring(1, text.length() - 1))) {
                    int equals = entry.indexOf('=');
                    if (equals < 0) {
                        throw new InvalidRecipe("", "'" + entry + "' has no key");
                    }
                    group.put(entry.substring(0, equals), value(entry.substring(equals + 1)));
                }
                return group;
            }
            if (text.startsWith("[") && text.endsWith("]")) {
                return entries(text.substring(1, text.length() - 1)).stream()
                        .map(RecipeText::value)
                        .toList();
            }
            return scalar(text);
        }

        private static Object scalar(String text) {
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            if (text.matches("-?[0-9]{1,9}")) {
                return Integer.valueOf(text);
            }
            if (text.matches("-?[0-9]{1,18}")) {
                return Long.valueOf(text);
            }
            return text.matches("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?") ? (Object) Double.valueOf(text) : text;
        }

        /** What stands between commas that are in no inner group or list. */
        private static List<String> entries(String text) {
            List<String> entries = new ArrayList<>();
            int depth = 0;
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                if (depth == 0 && text.startsWith(", ", i)) {
                    entries.add(text.substring(start, i));
                    start = i + 2;
                }
            }
            if (!text.isEmpty()) {
                entries.add(text.substring(start));
            }
            return entries;
        }
    }
}
