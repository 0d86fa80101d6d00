package io.resforge.inference.app;

import io.resforge.inference.rollout.ModelPattern;
import io.resforge.support.SettingConverters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;

/** Which models of the store are loaded when a call names them, and leave memory again. */
@ConfigMapping(prefix = "resforge.on-demand")
public interface OnDemandConfig {

    /**
     * Patterns of their names, such as {@code *} or {@code team-*}; none by default. Models that settings name are always loaded.
     */
    Optional<List<@WithConverter(PatternConverter.class) ModelPattern>> models();

    /** Most of them that are loaded at a time. */
    @WithDefault("100")
    @WithConverter(SettingConverters.Count.class)
    int mostLoaded();

    /** Threads that load them, each one model at a time. */
    @WithDefault("2")
    @WithConverter(SettingConverters.Count.class)
    int loaders();

    /** Longest that a call waits until its model is loaded, as far as its deadline allows. */
    @WithDefault("10s")
    @WithConverter(SettingConverters.Wait.class)
    Duration longestWait();

    /** Most calls that wait so at a time; more are refused. */
    @WithDefault("256")
    @WithConverter(SettingConverters.Count.class)
    int mostWaiting();

    /** Reads a pattern. */
    final class PatternConverter implements Converter<ModelPattern> {

        @Override
        public ModelPattern convert(String value) {
            return new ModelPattern(value.strip());
        }
    }
}
