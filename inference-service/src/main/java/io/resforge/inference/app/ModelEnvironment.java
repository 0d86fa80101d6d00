package io.resforge.inference.app;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The environment variables that are settings of models. The framework cannot know that the underscore in
 * {@code RESFORGE_MODELS_MY_MODEL_POLICY} stands for a dash, and would pass the variable over.
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
}
