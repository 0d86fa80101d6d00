package io.resforge.registry.promotion;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The versions of a model that its promotions still need. */
public final class NeededVersions {

    private NeededVersions() {}

    /**
     * The champion, the version of a rollback, and those of the {@code recent} last promotions; each with why.
     *
     * @throws DamagedObject if an entry that tells cannot be read
     */
    public static Map<String, String> of(ObjectStore store, String model, int recent) {
        PromotionLog log = new PromotionLog(store, model, Seal.NONE);
        List<Long> numbers = log.surelyAllNumbers();
        Map<String, String> needed = new LinkedHashMap<>();
        if (numbers.isEmpty()) {
            return needed;
        }
        needed.put(log.entry(numbers.getLast()).version(), "it is the champion");
        try {
            needed.putIfAbsent(new Rollback(log, numbers).target().version(), "a rollback returns to it");
        } catch (NothingToRollBack e) {
            // Then no version is needed for one.
        }
        numbers.reversed().stream()
                .limit(recent)
                .map(log::entry)
                .forEach(entry -> needed.putIfAbsent(
                        entry.version(), "promotion " + entry.number() + " is one of the last " + recent));
        return needed;
    }
}
