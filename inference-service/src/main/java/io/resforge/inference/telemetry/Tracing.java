package io.resforge.inference.telemetry;

/** Follows calls through the server, if that is asked for. */
public interface Tracing extends Traces, AutoCloseable {

    /** Tells what happens to the calls that are followed. */
    ServingObserver observer();

    /** Sends what is not sent yet, for a few seconds at most. */
    @Override
    void close();

    /** Starts OpenTelemetry if one of its own settings asks for it, as an environment variable or a system property; else nothing of it is loaded. */
    static Tracing start() {
        return TracingSettings.askFor(TracingSettings::ofProcess) ? OpenTelemetryTracing.start() : NONE;
    }

    /** Follows nothing. */
    Tracing NONE = new Tracing() {
        @Override
        public ServingObserver observer() {
            return new ServingObserver() {};
        }

        @Override
        public void close() {}
    };
}
