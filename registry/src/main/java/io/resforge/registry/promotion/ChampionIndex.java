package io.resforge.registry.promotion;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.value.ObjectNames;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of the newest promotions of all models: empty objects {@code models/_promoted/<model>.<number>}, so that one list tells what
 * has changed in a thousand models. It is a hint that makes a reader look, and no more: an entry may be missing, such as of a promoter that
 * died, or of a build that wrote none. What counts is the log.
 */
public record ChampionIndex(ObjectStore store) {

    private static final System.Logger LOG = System.getLogger(ChampionIndex.class.getName());

    private static final String PREFIX = "models/_promoted/";
    private static final Pattern NAME = Pattern.compile("([a-z0-9-]{1,63})\\.([0-9]{1,18})");

    /** The number of the newest promotion of each model that has an entry. */
    public Map<String, Long> newest() {
        Map<String, Long> newest = new HashMap<>();
        for (String key : store.list(PREFIX)) {
            Matcher name = NAME.matcher(key.substring(PREFIX.length()));
            if (name.matches() && ObjectNames.isLabel(name.group(1))) {
                newest.merge(name.group(1), Long.parseLong(name.group(2)), Math::max);
            }
        }
        return newest;
    }

    /** Notes a promotion in the place of the one before. It has happened by then, and holds though it cannot be noted. */
    void note(String model, long number) {
        try {
            store.create(key(model, number), new byte[0]);
            if (number > 1) {
                store.delete(key(model, number - 1));
            }
        } catch (StoreFailure e) {
            LOG.log(
                    Level.WARNING,
                    "servers that serve " + model + " on demand find its promotion " + number + " later than others: "
                            + e.getMessage());
        }
    }

    private static String key(String model, long number) {
        return PREFIX + model + "." + String.format(Locale.ROOT, "%08d", number);
    }
}
