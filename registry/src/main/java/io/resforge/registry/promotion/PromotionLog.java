package io.resforge.registry.promotion;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.value.ObjectNames;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** The promotions log of one model: create-only objects, numbered from 1. */
final class PromotionLog {

    /** More than ever promote versions of one model at once. */
    private static final int MOST_ATTEMPTS = 100;

    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})\\.json");

    private final ObjectStore store;
    private final JsonObjects objects;
    private final String model;
    private final String prefix;

    PromotionLog(ObjectStore store, String model) {
        this.store = store;
        this.objects = new JsonObjects(store);
        this.model = ObjectNames.model(model);
        this.prefix = "models/" + model + "/promotions/";
    }

    String model() {
        return model;
    }

    /** The numbers of all entries, ascending. They follow each other, unless an entry was deleted by hand. */
    List<Long> numbers() {
        return store.hasLists()
                ? listed()
                : LongStream.rangeClosed(1, LastNumber.where(this::has)).boxed().toList();
    }

    private List<Long> listed() {
        return store.list(prefix).stream()
                .map(key -> NAME.matcher(key.substring(prefix.length())))
                .filter(Matcher::matches)
                .map(name -> Long.valueOf(name.group(1)))
                .filter(number -> number > 0)
                .sorted()
                .toList();
    }

    /** Whether there is an entry with this number, readable or not. */
    boolean has(long number) {
        return store.get(key(number)).isPresent();
    }

    /** The entry with the highest number. */
    Optional<Promotion> newest() {
        List<Long> numbers = numbers();
        return numbers.isEmpty() ? Optional.empty() : Optional.of(entry(numbers.getLast()));
    }

    /**
     * The entry with a number that was listed.
     *
     * @throws DamagedObject if it cannot be read
     */
    Promotion entry(long number) {
        String key = key(number);
        Promotion promotion = objects.get(key, Promotion.class)
                .orElseThrow(() -> new DamagedObject(key, "it was listed, but is not there", null));
        if (promotion.number() != number || !promotion.model().equals(model)) {
            throw new DamagedObject(
                    key, "it says that it is number " + promotion.number() + " of model " + promotion.model(), null);
        }
        return promotion;
    }

    /** The entry with a number; empty if there is none, or it cannot be read. */
    Optional<Promotion> readable(long number) {
        try {
            return Optional.of(entry(number));
        } catch (DamagedObject e) {
            // A version promoted by hand is how a damaged entry is overcome; those before it count then.
            return Optional.empty();
        }
    }

    /** The last of the entries with these numbers; empty if there are none, or it cannot be read. */
    Optional<Promotion> inForce(List<Long> numbers) {
        return numbers.isEmpty() ? Optional.empty() : readable(numbers.getLast());
    }

    /** The newest entry that can be read, of those with these numbers. */
    Optional<Promotion> newestReadable(List<Long> numbers) {
        return numbers.reversed().stream()
                .map(this::readable)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Appends an entry; empty if its number is taken. */
    Optional<Promotion> append(Promotion promotion) {
        return objects.create(key(promotion.number()), promotion) ? Optional.of(promotion) : Optional.empty();
    }

    /**
     * Appends an entry, and undoes it if its version is being removed: both at once may not have seen each other before.
     *
     * @return empty if its number is taken
     * @throws UnknownVersion if its version is gone, or going
     */
    Optional<Promotion> appendIfItStays(Promotion promotion, Checkpoints checkpoints, Clock clock) {
        Optional<Promotion> appended = append(promotion);
        if (appended.isEmpty() || checkpoints.stays(model, promotion.version())) {
            return appended;
        }
        undo(promotion, checkpoints, clock);
        throw new UnknownVersion(model, promotion.version());
    }

    /** Puts the last version that stays on top, until one does or another writer's entry is on top. */
    private void undo(Promotion removed, Checkpoints checkpoints, Clock clock) {
        Optional<Promotion> top = Optional.of(removed);
        while (top.isPresent()) { // ends: each time a version less stays
            Promotion gone = top.get();
            Optional<Promotion> undone = lastThatStays(gone.number(), checkpoints)
                    .flatMap(before -> append(new Promotion(
                            model,
                            gone.number() + 1,
                            before.version(),
                            gone.version(),
                            "version " + gone.version() + " was removed while it was promoted",
                            gone.promotedBy(),
                            clock.instant())));
            top = undone.filter(entry -> !checkpoints.stays(model, entry.version()));
        }
    }

    /** Rather one that was not withdrawn, but any rather than none. */
    private Optional<Promotion> lastThatStays(long number, Checkpoints checkpoints) {
        List<Promotion> all = numbers().reversed().stream()
                .map(this::readable)
                .flatMap(Optional::stream)
                .toList();
        List<Promotion> staying = all.stream()
                .filter(entry -> entry.number() < number && checkpoints.stays(model, entry.version()))
                .toList();
        return staying.stream()
                .filter(entry -> all.stream()
                        .noneMatch(later -> later.number() > entry.number() && later.withdraws(entry.version())))
                .findFirst()
                .or(() -> staying.stream().findFirst());
    }

    /** Decides, and decides anew with the numbers that there are then, until an entry was appended or is not needed. */
    <T> T untilAppended(Function<List<Long>, Optional<T>> decide) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<T> done = decide.apply(numbers());
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw new StoreFailure("could not append to the promotions of model " + model + ": the next number was taken "
                + MOST_ATTEMPTS + " times in a row");
    }

    private String key(long number) {
        return prefix + String.format(Locale.ROOT, "%08d", number) + ".json";
    }
}
