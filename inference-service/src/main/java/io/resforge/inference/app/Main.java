package io.resforge.inference.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.resforge.inference.start.StartClock;
import io.resforge.inference.start.StartPhase;
import java.util.Optional;

/** Begins the service, and the clock that tells how long that took. */
@QuarkusMain
public final class Main {

    private static volatile StartClock clock;

    private Main() {}

    /** Runs the service until it is told to stop. */
    public static void main(String... arguments) {
        StartClock started = StartClock.ofThisProcess();
        started.ended(StartPhase.JVM);
        clock = started;
        Quarkus.run(arguments);
    }

    /** The clock of this process; empty if it does more than run the service, as tests do. */
    static Optional<StartClock> clock() {
        return Optional.ofNullable(clock);
    }
}
