package io.resforge.inference.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Opens networks in ONNX Runtime. */
final class OnnxSessions {

    private OnnxSessions() {}

    /**
     * Opens those that start threads of their own. On Linux a thread begins with the niceness of the one that starts it, and versions are
     * loaded by a thread of low priority: this one was there before.
     */
    private static final ThreadPoolExecutor USUAL_PRIORITY = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("resforge-sessions").daemon().factory());

    /** To be called by a thread of the usual priority before the first session is opened. */
    static void prepare() {
        USUAL_PRIORITY.prestartAllCoreThreads();
    }

    /** Each caller computes on its own thread. */
    static OrtSession oneThread(OrtEnvironment environment, byte[] file) throws OrtException {
        try (SessionOptions options = options(1)) {
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return environment.createSession(file, options);
        }
    }

    /** Each call is computed by the caller's thread and one of the session's, which spins while a call is under way and sleeps after it. */
    static OrtSession twoThreads(OrtEnvironment environment, byte[] file) throws OrtException {
        try (SessionOptions options = options(2)) {
            options.addConfigEntry("session.intra_op.allow_spinning", "1");
            options.addConfigEntry("session.force_spinning_stop", "1");
            return USUAL_PRIORITY
                    .submit(() -> environment.createSession(file, options))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "ONNX Runtime cannot load it: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a network was loaded", e);
        }
    }

    private static SessionOptions options(int threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }
}
