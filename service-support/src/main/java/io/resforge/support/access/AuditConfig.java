package io.resforge.support.access;

import io.resforge.support.SettingConverters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Where each change of state leaves a line, apart from the log. */
@ConfigMapping(prefix = "resforge.audit")
public interface AuditConfig {

    /** A folder for the lines, or {@code console}, or {@code none}. */
    @WithDefault("${resforge.home:${user.home}/.resforge}/audit")
    String to();

    /** Size of a file before the next one is begun, in MiB. */
    @WithDefault("10")
    @WithConverter(SettingConverters.Count.class)
    int fileSize();

    /** Files that are kept beside the present one. */
    @WithDefault("5")
    @WithConverter(SettingConverters.Count.class)
    int files();
}
