package io.resforge.benchmarks.serving.server;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.benchmarks.serving.load.Connections;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One start of our packaged service as {@code ./resforge up} and the image start it, timed from the moment its process began to be made.
 *
 * @param answered seconds to the first right answer
 * @param live seconds to its line that a model is live
 * @param processorSeconds that it had computed by its first answer
 * @param report what it said itself, such as {@code 0.98 s: JVM 0.18, framework 0.53}
 */
public record Start(double answered, double live, double processorSeconds, String report) {

    private static final String LIVE = "live: ";
    private static final String REPORT = "started in ";
    private static final long LOOK_NANOS = 2_000_000;
    private static final long TIMEOUT_SECONDS = 60;

    /**
     * Starts it, and stops it when it has answered.
     *
     * @param question a call that is right if the likeliest class is the one of {@code label}
     * @param rehearsed whether with what Java kept of the rehearsed start, which has to be of use then
     */
    public static Start measure(Path home, ClassifyRequest question, String label, boolean rehearsed) {
        Packaged service = Packaged.of(home, List.of(rehearsed ? "-XX:AOTMode=on" : "-XX:AOTMode=off"));
        if (rehearsed) {
            service.options().add("-XX:AOTCache=" + service.rehearsed());
        }
        long begun = System.nanoTime();
        try (ServerProcess process = ServerProcess.speaking(service.onOneClassPath())) {
            SpokenLines lines = process.lines();
            process.awaitListening(service.grpc());
            double answered = firstAnswer(service.grpc(), question, label, process, begun);
            double used = process.usage().processorSeconds();
            SpokenLines.Line live = lines.await(LIVE);
            String report = lines.await(REPORT).text();
            return new Start(
                    answered,
                    (live.nanos() - begun) / 1e9,
                    used,
                    report.substring(report.indexOf(REPORT) + REPORT.length()));
        }
    }

    private static double firstAnswer(
            int port, ClassifyRequest question, String label, ServerProcess process, long begun) {
        try (Connections connections = Connections.to(port, 1)) {
            while (true) {
                String likeliest = ask(connections.channel(0), question);
                double seconds = (System.nanoTime() - begun) / 1e9;
                if (likeliest.equals(label)) {
                    return seconds;
                }
                if (!likeliest.isEmpty() || seconds > TIMEOUT_SECONDS) {
                    throw new IllegalStateException("the first answer after " + seconds + " s was wrong: " + likeliest);
                }
                process.requireAlive();
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    /** The likeliest class; empty as long as there is no model. */
    private static String ask(ManagedChannel channel, ClassifyRequest question) {
        InferenceServiceBlockingStub stub =
                InferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        try {
            return stub.classify(question).getPredictions(0).getClasses(0).getLabel();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                return "";
            }
            throw e;
        }
    }
}
