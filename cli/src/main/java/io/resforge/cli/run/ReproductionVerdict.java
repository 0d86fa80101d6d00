package io.resforge.cli.run;

import static java.util.stream.Collectors.joining;

import io.resforge.cli.terminal.PlainText;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Whether a version came out the same when it was trained again. */
final class ReproductionVerdict {

    private ReproductionVerdict() {}

    /** Whether each bit of the weights is the same. */
    static boolean same(OriginalVersion first, OriginalVersion second) {
        return first.version().getSha256().equals(second.version().getSha256());
    }

    /** Says so in a sentence, and what was different if it was not. */
    static String sentence(OriginalVersion first, OriginalVersion second) {
        String name =
                PlainText.of(first.version().getModel() + "@" + first.version().getVersion());
        if (same(first, second)) {
            return "@|green " + name + " came out bitwise the same|@: SHA-256 "
                    + PlainText.of(first.version().getSha256());
        }
        String images =
                first.version().getDatasetDigest().equals(second.version().getDatasetDigest())
                        ? ""
                        : "; it was trained on other images";
        String software = PlainText.of(different(first.software(), second.software()));
        String moved = first.changes()
                .map(changes -> "; nor could it be expected to, since it went on elsewhere after a stop: "
                        + PlainText.of(changes))
                .orElse("");
        return "@|red " + name + " did not come out the same|@" + images + moved
                + (software.isEmpty() ? "" : "; what trained it differs: " + software);
    }

    private static String different(Map<String, String> then, Map<String, String> now) {
        return Stream.concat(then.keySet().stream(), now.keySet().stream())
                .distinct()
                .filter(key -> !key.equals("changes"))
                .sorted()
                .filter(key -> !then.getOrDefault(key, "none").equals(now.getOrDefault(key, "none")))
                .map(key -> String.format(
                        Locale.ROOT,
                        "%s %s then, %s now",
                        key,
                        then.getOrDefault(key, "none"),
                        now.getOrDefault(key, "none")))
                .collect(joining(", "));
    }
}
