package io.resforge.inference.app;

import io.quarkus.runtime.Quarkus;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Has the service end before Java does when it is told to from outside. Java itself runs the hooks of all libraries at once then, and ONNX
 * Runtime's takes it from under calls that are still computed and models that are still loaded, which aborts the process.
 */
final class StopSignals {

    private static final System.Logger LOG = System.getLogger("resforge");
    private static final int OF_SIGNAL = 128;
    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);

    private StopSignals() {}

    /** From now on they stop the application; the exit code is the one that shells give for the signal. */
    static void stopTheApplication() {
        NUMBERS.forEach((name, number) -> handle(name, number, Quarkus::asyncExit));
    }

    /** By names, since the compiler warns of these classes. There are no others for that, and they stay until there are (JEP 260). */
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
