package io.resforge.inference.telemetry;

import io.resforge.support.LogLimit;
import java.util.concurrent.atomic.LongAdder;

/** What goes wrong in meters, traces or the log of predictions: it is counted and logged, and fails no call. */
public final class ObserverFailures {

    private static final System.Logger LOG = System.getLogger(ObserverFailures.class.getName());
    private static final LogLimit LIMIT = new LogLimit();

    /** Of the whole process. */
    private static final LongAdder COUNT = new LongAdder();

    private ObserverFailures() {}

    /** Tells an observer something; it may throw whatever it likes. */
    public static void shield(Runnable tell) {
        try {
            tell.run();
        } catch (RuntimeException | Error e) {
            add(e);
        }
    }

    /** An observer threw this. */
    public static void add(Throwable failure) {
        COUNT.increment();
        if (LIMIT.allows()) {
            LOG.log(System.Logger.Level.ERROR, "an observer failed; no call is worse for it", failure);
        }
    }

    /** How often that happened in this process. */
    public static long count() {
        return COUNT.sum();
    }
}
