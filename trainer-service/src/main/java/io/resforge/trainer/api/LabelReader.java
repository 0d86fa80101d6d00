package io.resforge.trainer.api;

import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.RunLabels;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the labels that a client gives to a run: what Kubernetes takes as labels, and only what the installation allows. */
final class LabelReader {

    private static final int MOST = 32;
    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
    private static final Pattern KEY =
            Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*/)?" + NAME);
    private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");

    private final AllowedInput allowed;

    LabelReader(AllowedInput allowed) {
        this.allowed = allowed;
    }

    /**
     * Reads them, and adds the recipe's name, whatever they say themselves.
     *
     * @param field as the client knows it
     * @param recipe the name of the recipe; empty if it has none
     * @throws InvalidInput if they cannot be taken
     */
    Map<String, String> read(String field, Map<String, String> labels, String recipe) {
        if (labels.size() > MOST) {
            throw new InvalidInput(field, "must be at most " + MOST + ", was " + labels.size());
        }
        labels.forEach((key, value) -> check(field, key, value));
        Map<String, String> all = new HashMap<>(labels);
        all.put(RunLabels.RECIPE, KEY.matcher(recipe).matches() ? recipe : RunLabels.INLINE);
        return all;
    }

    private void check(String field, String key, String value) {
        // Answers have the program's own label too, and are sent back as they are.
        if (key.equals(RunLabels.RECIPE)) {
            return;
        }
        if (key.startsWith(RunLabels.OWN)) {
            throw new InvalidInput(
                    field, "'" + key + "' is for ResForge itself; keys that begin with resforge.io/ are");
        }
        if (key.length() > 253 + 1 + 63 || !KEY.matcher(key).matches()) {
            throw new InvalidInput(
                    field,
                    "a key must be at most 63 letters, digits and inner dashes, dots and underscores; was '" + key
                            + "'");
        }
        if (!allowed.takesLabel(key)) {
            throw new InvalidInput(
                    field,
                    "'" + key
                            + "' may mean something to the cluster that the run comes to; allowed are keys without a prefix, such as"
                            + " team, and those that resforge.allowed.labels of this installation names");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new InvalidInput(
                    field,
                    "a value must be at most 63 letters, digits and inner dashes, dots and underscores; was '" + value
                            + "' for '" + key + "'");
        }
    }
}
