package io.resforge.registry.run;

import io.resforge.registry.value.Checks;
import java.time.Instant;

/**
 * Who works on a run: {@code runs/<run>/launch.json}, created once, so that two control planes cannot both launch it.
 *
 * @param launcher the kind, such as {@code process}
 * @param host where
 * @param pid process id, or 0 before it is known
 * @param processStart when that process began, which tells it from another that got the same id, or null
 * @param launchedAt when
 */
public record Launch(String launcher, String host, long pid, Instant processStart, Instant launchedAt) {

    public Launch {
        Checks.text("launcher", launcher);
        Checks.text("host", host);
        Checks.atLeast("pid", 0, pid);
        Checks.present("launchedAt", launchedAt);
    }
}
