package io.resforge.support.transport;

import io.resforge.support.SettingConverters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a service takes of those that reach its ports, before it knows what they want. */
@ConfigMapping(prefix = "resforge.limits")
public interface LimitsConfig {

    /** Most connections to one port; beyond that the one that has been idle longest makes room for the next. */
    @WithDefault("1000")
    @WithConverter(SettingConverters.Count.class)
    int connections();

    /** Longest from a connection's opening to its first request's head, over HTTP its line and headers. */
    @WithDefault("10s")
    @WithConverter(SettingConverters.Wait.class)
    Duration headerTime();

    /** Longest that a request may take to come in whole, from its first byte to its last. */
    @WithDefault("30s")
    @WithConverter(SettingConverters.Wait.class)
    Duration requestTime();

    /** Longest that an HTTP connection stays open between two requests. */
    @WithDefault("75s")
    @WithConverter(SettingConverters.Wait.class)
    Duration idleTime();
}
