package io.resforge.registry.promotion;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.JsonObjects;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.value.ObjectNames;
import java.time.Clock;
import java.util.ArrayList;
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
    private final Seal seal;

    /** @param seal signs what is appended, and says whether what is read must be signed */
    PromotionLog(ObjectStore store, String model, Seal seal) {
        this.store = store;
        this.seal = seal;
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

    /** The numbers with those that a list does not show yet: a removal has to know of them too. */
    List<Long> surelyAllNumbers() {
        List<Long> numbers = new ArrayList<>(numbers());
        long next = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
        while (has(next)) { // ends: there are so many and no more
            numbers.add(next++);
        }
        return numbers;
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
        return store.get(key(number), 1).isPresent();
    }

    /** The entry with the highest number. */
    Optional<Promotion> newest() {
        List<Long> numbers = numbers();
        return numbers.isEmpty() ? Optional.empty() : Optional.of(entry(numbers.getLast()));
    }

    /**
     * The entry with a number that was listed.
     *
     * @throws DamagedObject if it cannot be read, or is not signed as required
     */
    Promotion entry(long number) {
        String key = key(number);
        Promotion promotion = objects.get(key, Promotion.class)
                .orElseThrow(() -> new DamagedObject(key, "it was listed, but is not there", null));
        if (promotion.number() != number || !promotion.model().equals(model)) {
            throw new DamagedObject(
                    key, "it says that it is number " + promotion.number() + " of model " + promotion.model(), null);
        }
        if (seal.isRequired()) {
            try {
                promotion.requireSigned(seal.trusted());
            } catch (InvalidSignature e) {
                throw new DamagedObject(key, "it is not signed as required: " + e.getMessage(), e);
            }
        }
        return promotion;
    }

    /** That this is not the log that it was. */
    DamagedObject another(long number, String why) {
        return new DamagedObject(key(number), "this is another log of promotions, or an older one: " + why, null);
    }

    /** SHA-256 of the object with a number, readable or not, in hexadecimal; empty if there is none. */
    Optional<String> sha256(long number) {
        return number < 1 ? Optional.empty() : content(number).map(Sha256::of);
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

    /**
     * Appends an entry, signed if there is a key for it; empty if its number is taken.
     *
     * @throws InvalidSignature if signatures are required and there is no key to sign with
     */
    Optional<Promotion> append(Promotion promotion) {
        seal.requireSigner("promote a version of model " + model);
        Promotion entry = seal.signer()
                .map(key -> promotion.signed(key, before(promotion)))
                .orElse(promotion);
        if (!objects.create(key(entry.number()), entry)) {
            return Optional.empty();
        }
        new ChampionIndex(store).note(model, entry.number());
        return Optional.of(entry);
    }

    private Optional<byte[]> before(Promotion promotion) {
        return promotion.number() == 1 ? Optional.empty() : content(promotion.number() - 1);
    }

    /** An entry as it is, readable or not; of one that is too large to be read only the first bytes. */
    private Optional<byte[]> content(long number) {
        return store.get(key(number), JsonObjects.MOST_BYTES + 1);
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

    /** Undoes the entry in force if its version is gone, as after a promoter that died before it saw that it was being removed. */
    void mend(Checkpoints checkpoints, Clock clock) {
        inForce(surelyAllNumbers())
                .filter(top -> !checkpoints.isPublished(model, top.version()))
                .ifPresent(top -> undo(top, checkpoints, clock));
    }

    /** Puts the last version that stays on top, until one does or another writer's entry is on top. */
    private void undo(Promotion removed, Checkpoints checkpoints, Clock clock) {
        Optional<Promotion> top = Optional.of(removed);
        while (top.isPresent()) { // ends: each time a version less stays
            Promotion gone = top.get();
            Optional<Promotion> undone = lastThatStays(gone.number(), gone.version(), checkpoints)
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

    /**
     * The last entry before a number that stays and is of another version than the one that goes: rather one that was not withdrawn, but any
     * rather than none.
     */
    Optional<Promotion> lastThatStays(long number, String going, Checkpoints checkpoints) {
        List<Promotion> all = numbers().reversed().stream()
                .map(this::readable)
                .flatMap(Optional::stream)
                .toList();
        List<Promotion> staying = all.stream()
                .filter(entry -> entry.number() < number && !entry.version().equals(going))
                .filter(entry -> checkpoints.stays(model, entry.version()))
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
