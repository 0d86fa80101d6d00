package io.resforge.cli.common;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeFiles;
import io.resforge.training.recipe.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Installations that a user works with, by name, in {@code contexts.yaml} of the state folder. A context stands in for variables that the
 * environment does not have.
 */
public final class Contexts {

    private static final String FILE = "contexts.yaml";
    private static final String CHOICE = "RESFORGE_CONTEXT";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    /** The keys of a context, and the variables that they stand for. */
    private static final Map<String, String> ADDRESSES =
            Map.of("trainer", "RESFORGE_TRAINER", "inference", "RESFORGE_INFERENCE");

    private static final Map<String, String> FILES = Map.of(
            "token-file", "RESFORGE_TOKEN_FILE",
            "ca", "RESFORGE_CA_FILE",
            "certificate", "RESFORGE_CERTIFICATE_FILE",
            "key", "RESFORGE_KEY_FILE");

    private Contexts() {}

    /**
     * What the file says.
     *
     * @param current the context that commands work with unless told otherwise
     * @param contexts by name, each with its keys
     */
    public record Book(Optional<String> current, Map<String, Map<String, String>> contexts) {

        public Book {
            contexts = new TreeMap<>(contexts);
        }

        /** Whether commands work with this one unless told otherwise. */
        public boolean isCurrent(String name) {
            return current.filter(name::equals).isPresent();
        }

        /** The keys of this context; bad usage if there is none of this name. */
        public Map<String, String> require(Path file, String name) {
            if (!contexts.containsKey(name)) {
                throw CommandFailed.badUsage(
                        file + ": there is no context '" + name + "'; there are " + contexts.keySet());
            }
            return contexts.get(name);
        }
    }

    /** Where the contexts of a state folder are. */
    public static Path file(Home home) {
        return home.path().resolve(FILE);
    }

    /** Refuses what can be no name of a context. */
    public static void requireName(String name) {
        if (!name.matches(NAME)) {
            throw CommandFailed.badUsage(
                    "the name of a context has up to 63 letters, digits, dots, dashes and underscores, was '" + name
                            + "'");
        }
    }

    /**
     * Reads the file; where there is none there are no contexts.
     *
     * @throws CommandFailed as bad usage, if the file is wrong
     */
    public static Book read(Path file) {
        if (!Files.exists(file)) {
            return new Book(Optional.empty(), Map.of());
        }
        Map<?, ?> content = map(file, load(file), "must have current and contexts");
        Map<String, Map<String, String>> contexts = new TreeMap<>();
        map(file, content.get("contexts"), "must have contexts, each with its name")
                .forEach((name, keys) -> {
                    Map<String, String> read = new LinkedHashMap<>();
                    map(file, keys, "context '" + name + "' must have keys such as trainer")
                            .forEach((key, value) -> {
                                requireKey(file, key);
                                read.put(String.valueOf(key), String.valueOf(value));
                            });
                    contexts.put(String.valueOf(name), read);
                });
        return new Book(Optional.ofNullable(content.get("current")).map(String::valueOf), contexts);
    }

    /** Writes the file as a whole, in place of the one before. */
    public static void write(Path file, Book book) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        book.current().ifPresent(name -> content.put("current", name));
        content.put("contexts", book.contexts());
        String yaml = new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .build())
                .dumpToString(content);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(file.getParent(), FILE, ".new");
        try {
            OutputFile.writing(file, () -> Files.writeString(fresh, yaml));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The variables of this process, with those of the context. */
    static Map<String, String> environment() {
        return environment(System.getenv());
    }

    /**
     * Variables, with those of the context that {@code RESFORGE_CONTEXT} names, or else the file's {@code current}.
     *
     * @throws CommandFailed as bad usage, if there is no such context, or the file is wrong
     */
    static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>();
        Optional<Path> file = Home.of(variables).map(Contexts::file);
        String choice = variables.getOrDefault(CHOICE, "");
        if (file.isPresent() && Files.exists(file.get())) {
            all.putAll(context(file.get(), choice));
        } else if (!choice.isBlank()) {
            throw CommandFailed.badUsage("there is no context '" + choice + "': there is no file "
                    + file.map(Path::toString).orElse(FILE));
        }
        variables.forEach((name, value) -> {
            if (!value.isBlank()) {
                all.put(name, value);
            }
        });
        return all;
    }

    private static Map<String, String> context(Path file, String choice) {
        Book book = read(file);
        Optional<String> name = choice.isBlank() ? book.current() : Optional.of(choice);
        Map<String, String> variables = new HashMap<>();
        name.ifPresent(it -> book.require(file, it)
                .forEach((key, value) -> variables.put(
                        FILES.getOrDefault(key, ADDRESSES.get(key)),
                        FILES.containsKey(key) ? beside(file, key, value) : value)));
        return variables;
    }

    private static String beside(Path file, String key, String value) {
        try {
            return file.resolveSibling(value).toString();
        } catch (InvalidPathException e) {
            throw CommandFailed.badUsage(file + ": '" + key + "' is no path of a file");
        }
    }

    private static void requireKey(Path file, Object key) {
        if (!ADDRESSES.containsKey(key) && !FILES.containsKey(key)) {
            throw CommandFailed.badUsage(file + ": a context has no '" + key
                    + "'; it may have trainer, inference, token-file, ca, certificate and key");
        }
    }

    private static Map<String, Object> load(Path file) {
        try {
            return RecipeFiles.read(file.toString(), text -> Yaml.map("a file of contexts", text));
        } catch (InvalidRecipe e) {
            throw CommandFailed.badUsage(e.getMessage());
        }
    }

    private static Map<?, ?> map(Path file, Object value, String otherwise) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw CommandFailed.badUsage(file + ": " + otherwise);
    }
}
