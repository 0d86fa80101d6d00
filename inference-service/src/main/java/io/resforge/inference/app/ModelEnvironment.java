package io.resforge.inference.app;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The environment variables that are settings of models. The framework cannot know that the underscore in {@code
 * RESFORGE_MODELS_MY_MODEL_POLICY} stands for a dash.
 */
public final class ModelEnvironment implements ConfigSource {

    /** Next to the framework's own source of environment variables, and below system properties. */
    private static final int ORDINAL = 301;

    private final Map<String, String> settings = new HashMap<>();

    /** The variables of this process. */
    public ModelEnvironment() {
        this(System.getenv());
    }

    ModelEnvironment(Map<String, String> variables) {
        variables.forEach((name, value) -> ModelKeys.ofVariable(name).ifPresent(key -> settings.put(key, value)));
    }

    @Override
    public Set<String> getPropertyNames() {
        return Set.copyOf(settings.keySet());
    }

    @Override
    public String getValue(String key) {
        return settings.get(key);
    }

    @Override
    public String getName() {
        return "environment variables of models";
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    /** The keys of models' settings, {@code resforge.models.<model>.…}, and their environment variables. */
    static final class ModelKeys {

        private static final String PREFIX = "resforge.models.";
        private static final String CANARY = "version|share|period|calls|errors|latency|feedback|accuracy";
        private static final String SHADOW = "version|share";

        private static final Pattern KEY =
                Pattern.compile("resforge\\.models\\.([^.\"]+|\"[^\"]+\")\\.(policy|labels\\..+|canary\\.(" + CANARY
                        + ")|shadow\\.(" + SHADOW + "))");

        /** No word of a key has an underscore, so one in a model's name or a label stands for a dash. */
        private static final Pattern VARIABLE = Pattern.compile(
                "RESFORGE_MODELS_(?<model>[A-Z0-9_]+?)_(?<group>POLICY|LABELS|CANARY|SHADOW)(_(?<rest>[A-Z0-9_]+))?");

        private ModelKeys() {}

        /** The key that an environment variable stands for; empty if it is no setting of a model. */
        static Optional<String> ofVariable(String name) {
            Matcher variable = VARIABLE.matcher(name);
            if (!variable.matches()) {
                return Optional.empty();
            }
            String rest = variable.group("rest") == null ? "" : "." + variable.group("rest");
            String key = variable.group("model") + "." + variable.group("group") + rest;
            return Optional.of(PREFIX + key.toLowerCase(Locale.ROOT).replace('_', '-'));
        }

        /**
         * Throws {@link IllegalArgumentException} if a key of a model's setting means nothing, such as a misspelt one.
         */
        public static void check(Iterable<String> names) {
            Set<String> keys = new TreeSet<>();
            names.forEach(name -> {
                if (name.startsWith(PREFIX)) {
                    keys.add(name);
                }
            });
            Set<String> known = keys.stream()
                    .filter(key -> KEY.matcher(key).matches())
                    .map(ModelKeys::dotted)
                    .collect(Collectors.toSet());
            // An environment variable comes a second time, with dots in the place of dashes.
            keys.stream()
                    .filter(key -> !known.contains(dotted(key)))
                    .findFirst()
                    .ifPresent(key -> {
                        throw new IllegalArgumentException(
                                key + " is no setting; " + PREFIX + "<model>. is followed by policy,"
                                        + " labels.<label>, canary. and one of " + CANARY.replace("|", ", ")
                                        + ", or shadow. and one of "
                                        + SHADOW.replace("|", ", "));
                    });
        }

        private static String dotted(String key) {
            return key.replace('-', '.').replace("\"", "");
        }
    }
}
