package io.resforge.inference.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.resforge.inference.app.AotTraining.AotTrainingRun;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import io.resforge.support.transport.ConnectionLimit;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

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

    /**
     * Ends the service before Java's own shutdown, which runs the hooks of all libraries at once: ONNX Runtime's takes
     * memory from under calls that are still computed, and the process would abort.
     */
    static final class StopSignals {

        private static final System.Logger LOG = System.getLogger("resforge");
        private static final int OF_SIGNAL = 128;
        private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);

        private StopSignals() {}

        /** From now on they stop the application; the exit code is the one that shells give for the signal. */
        static void stopTheApplication() {
            NUMBERS.forEach((name, number) -> handle(name, number, Quarkus::asyncExit));
        }

        /** By reflection, since the compiler warns of these classes, which have no replacement (JEP 260). */
        static void handle(String name, int number, IntConsumer exit) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Object ours = Proxy.newProxyInstance(null, new Class<?>[] {handler}, (_, _, _) -> {
                    exit.accept(OF_SIGNAL + number);
                    return null;
                });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            } catch (ReflectiveOperationException e) {
                // Taken by options of Java's, such as -Xrs.
                LOG.log(Level.WARNING, "cannot take SIG" + name + "; a stop by it may end in an abort: " + e);
            }
        }
    }
}
