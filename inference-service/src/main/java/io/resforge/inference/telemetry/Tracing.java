package io.resforge.inference.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Follows calls through the server. Whether any are followed is a matter of configuration. */
public interface Tracing extends AutoCloseable {

    /** Follows nothing. */
    Tracing NONE = new Tracing() {};

    /** Starts OpenTelemetry if one of its own settings asks for it; else nothing of it is loaded. */
    static Tracing start() {
        return TracingSettings.askFor(TracingSettings::ofProcess) ? OpenTelemetryTracing.start() : NONE;
    }

    /** Whether any call may be followed; if not, asking for one is a waste of time. */
    default boolean on() {
        return false;
    }

    /**
     * Begins to follow a call.
     *
     * @param name such as {@code resforge.v1.InferenceService/Classify}
     * @param headers what the caller sent by this name in lower case, such as {@code traceparent}; null if nothing
     */
    default CallTrace begin(String name, UnaryOperator<String> headers) {
        return CallTrace.NONE;
    }

    /** Tells what happens to the calls that are followed. */
    default ServingObserver observer() {
        return new ServingObserver() {};
    }

    /** Sends what is not sent yet, for a few seconds at most. */
    @Override
    default void close() {}

    /** OpenTelemetry's own settings, as far as they say whether there are to be traces. */
    static final class TracingSettings {

        private static final List<String> ENDPOINTS =
                List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

        /** Metrics are scraped, and logs are read from the console: OpenTelemetry would send both by default. */
        static final Map<String, String> DEFAULTS = Map.of(
                "otel.service.name",
                "resforge-inference",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none");

        private TracingSettings() {}

        /** Whether they ask for traces. */
        static boolean askFor(UnaryOperator<String> settings) {
            if ("true".equalsIgnoreCase(value("OTEL_SDK_DISABLED", settings))) {
                return false;
            }
            String exporter = value("OTEL_TRACES_EXPORTER", settings);
            return exporter.isEmpty()
                    ? ENDPOINTS.stream()
                            .anyMatch(endpoint -> !value(endpoint, settings).isEmpty())
                    : !exporter.equalsIgnoreCase("none");
        }

        /** A setting of this process: a system property such as {@code otel.traces.exporter}, else the environment. */
        static String ofProcess(String variable) {
            String property = variable.toLowerCase(Locale.ROOT).replace('_', '.');
            return Stream.of(System.getProperty(property, ""), System.getenv().getOrDefault(variable, ""))
                    .filter(value -> !value.isBlank())
                    .findFirst()
                    .orElse(null);
        }

        private static String value(String variable, UnaryOperator<String> settings) {
            String value = settings.apply(variable);
            return value == null ? "" : value.strip();
        }
    }

    /** Follows one call through the server. Called by the threads that handle it, one after the other. */
    public interface CallTrace {

        /** Follows nothing. */
        CallTrace NONE = new CallTrace() {};

        /** Whether anything comes of telling it. */
        default boolean recording() {
            return false;
        }

        /** Names the call in a tracing system, in hexadecimal; empty if it is not followed. */
        default String id() {
            return "";
        }

        /** A stage such as {@code decode} is over; its times are by {@link System#nanoTime}. */
        default void stage(String name, long begin, long end) {}

        /** The call is over, with a status such as {@code OK}, and whether the server is at fault. */
        default void ended(String status, boolean failed) {}
    }
}
