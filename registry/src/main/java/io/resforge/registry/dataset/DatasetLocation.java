package io.resforge.registry.dataset;

import io.resforge.registry.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a run's images are, as one says it in a word. */
public sealed interface DatasetLocation {

    /** What to say where a word is no location. */
    String ALLOWED =
            "allowed are a folder, 'sample', 'store:NAME' for a data set in the run's own store, and the place of one that"
                    + " 'resforge data push' made, such as s3://bucket/datasets/cifar10";

    /** The sample that comes with the worker. */
    record Sample() implements DatasetLocation {}

    /** A folder of the machine that trains. */
    record Folder(Path path) implements DatasetLocation {}

    /** A data set in the store that the run is in. */
    record Named(String name) implements DatasetLocation {

        public Named {
            StoredDataset.requireName(name);
        }
    }

    /** A data set in a store of its own, or in another store. */
    record Elsewhere(String location) implements DatasetLocation {

        private static final Pattern IN_STORE = Pattern.compile("(.+)/datasets/([^/]+)/?");

        /** Opens it; nothing is read. */
        public StoredDataset open() {
            Matcher parts = IN_STORE.matcher(location);
            return parts.matches()
                    ? StoredDataset.named(ObjectStore.open(parts.group(1)), parts.group(2))
                    : StoredDataset.whole(ObjectStore.open(location));
        }
    }

    /** What a location in the run's own store begins with. */
    String STORE = "store:";

    /** Two letters at least, so that a drive such as C: is none. */
    Pattern SCHEME = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]+):.*");

    /** The kinds of stores that a location can name. */
    Set<String> KINDS = Set.of("file", "s3", "http", "https");

    /**
     * Reads a location; throws IllegalArgumentException if it is none. A folder that was pushed to is told by its
     * files.
     */
    static DatasetLocation parse(String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("where the data set is must be given; " + ALLOWED);
        }
        if (text.equals("sample")) {
            return new Sample();
        }
        if (text.startsWith(STORE)) {
            return new Named(text.substring(STORE.length()));
        }
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches()) {
            if (!KINDS.contains(scheme.group(1).toLowerCase(Locale.ROOT))) {
                throw refused(text, "there is no store of this kind");
            }
            return new Elsewhere(text);
        }
        try {
            Path folder = Path.of(text);
            return Files.isRegularFile(folder.resolve(StoredDataset.INDEX))
                            && Files.isDirectory(folder.resolve(StoredDataset.PACKS))
                    ? new Elsewhere(folder.toAbsolutePath().normalize().toString())
                    : new Folder(folder);
        } catch (InvalidPathException e) {
            throw refused(text, e.getMessage());
        }
    }

    /** What else than their folders the data sets of {@link #modelName} are called after. */
    Map<String, String> OFFICIAL =
            Map.of("cifar10-sample", "cifar10", "cifar-10-batches-bin", "cifar10", "cifar-100-binary", "cifar100");

    /**
     * The name of a model for the images of a location, where none is given: its last part in lower-case letters, digits and dashes. So
     * {@code /home/ada/Meine Fotos} is for {@code meine-fotos}, and CIFAR-10's official folder for {@code cifar10}.
     */
    static String modelName(String location) {
        if (location.equals("sample")) {
            return "cifar10";
        }
        String path = location.startsWith(STORE) ? location.substring(STORE.length()) : location;
        String last = path.replaceAll("[/\\\\]+$", "").replaceAll("(?s)^.*[/\\\\]", "");
        if (OFFICIAL.containsKey(last)) {
            return OFFICIAL.get(last);
        }
        // Upper case first: it spells out what has no upper-case letter of its own, such as the German sharp s.
        String plain = Normalizer.normalize(last.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^a-z0-9]+", "-");
        String name = plain.substring(0, Math.min(LONGEST_NAME, plain.length())).replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "images" : name;
    }

    /** As long as a model's name may be. */
    int LONGEST_NAME = 63;

    private static IllegalArgumentException refused(String text, String reason) {
        return new IllegalArgumentException("'" + text + "' is no place of a data set (" + reason + "); " + ALLOWED);
    }
}
