package io.resforge.inference.app;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Runs the service until it has answered, over a store that is made for it. Java, told to, takes down meanwhile which classes that needs
 * ({@code -XX:AOTCacheOutput}), so that later starts are quicker.
 */
final class AotTrainingRun {

    private static final System.Logger LOG = System.getLogger("resforge");
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);
    private static final int CALLS = 20;
    private static final int FAILED = 1;

    private AotTrainingRun() {}

    static void run() throws IOException {
        AotTraining rehearsal = AotTraining.prepare();
        rehearsal.settings().forEach(System::setProperty);
        Thread.ofPlatform().name("resforge-rehearsal").daemon().start(() -> Quarkus.asyncExit(ask(rehearsal)));
        Quarkus.run(null, (code, failure) -> {
            clean(rehearsal);
            System.exit(failure == null ? code : FAILED);
        });
    }

    private static int ask(AotTraining rehearsal) {
        try {
            TrialCall.classify(rehearsal.grpcPort(), rehearsal.image(), CALLS, ANSWERS_WITHIN);
            rehearsal.probe();
            return 0;
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the rehearsal failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    private static void clean(AotTraining rehearsal) {
        try {
            rehearsal.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the rehearsal left files behind: " + e);
        }
    }
}
