package io.resforge.inference.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.resforge.inference.api.ConnectionLimit;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import java.io.IOException;
import java.util.Optional;

/** Begins the service, and the clock that tells how long that took. */
@QuarkusMain
public final class InferenceMain {

    private static volatile StartClock clock;

    private InferenceMain() {}

    /** Runs the service until it is told to stop; with the argument {@code rehearse} only until it has answered. */
    public static void main(String... arguments) throws IOException {
        StartClock started = StartClock.ofThisProcess();
        started.ended(StartPhase.JVM);
        clock = started;
        ConnectionLimit.install();
        if (arguments.length == 1 && arguments[0].equals("rehearse")) {
            AotTrainingRun.run();
        } else {
            StopSignals.stopTheApplication();
            Quarkus.run(arguments);
        }
    }

    /** The clock of this process; empty if it does more than run the service, as tests do. */
    static Optional<StartClock> clock() {
        return Optional.ofNullable(clock);
    }
}
