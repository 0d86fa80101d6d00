package io.resforge.inference.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

/** Opens networks in ONNX Runtime. */
final class OnnxSessions {

    private OnnxSessions() {}

    /** Each caller computes on its own thread. */
    static OrtSession oneThread(OrtEnvironment environment, byte[] file) throws OrtException {
        try (SessionOptions options = options(1)) {
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return environment.createSession(file, options);
        }
    }

    /**
     * Each call is computed by the caller's thread and one of the session's, which spins while a call is under way and sleeps after it. On
     * Linux that one has the priority of the thread that opens the session.
     */
    static OrtSession twoThreads(OrtEnvironment environment, byte[] file) throws OrtException {
        try (SessionOptions options = options(2)) {
            options.addConfigEntry("session.intra_op.allow_spinning", "1");
            options.addConfigEntry("session.force_spinning_stop", "1");
            return environment.createSession(file, options);
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
