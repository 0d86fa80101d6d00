package io.resforge.benchmarks.serving.server;

import io.resforge.benchmarks.serving.load.Connections;
import io.resforge.benchmarks.serving.load.Guard;
import io.resforge.benchmarks.serving.load.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts the servers that are compared. */
public final class Servers {

    /** Shared by all callers, as in a client with a channel for each of its threads of events. */
    private static final int CONNECTIONS = Integer.getInteger("connections", 2);

    /** Stands for TLS and a token among settings. */
    public static final String GUARDED = "tls+token";

    private static final String PEER_METHOD = "peer.Classifier/Classify";

    private Servers() {}

    /**
     * Our service as it is packaged, with a home of its own.
     *
     * @param home folder with the store
     * @param settings such as {@code resforge.watch.interval=100ms}, the JVM's such as {@code -Xmx128m}, {@code build=FOLDER} for another
     *     build of the service, and {@value #GUARDED} for TLS and a token
     */
    public static OurService ours(Path home, List<String> settings) {
        Optional<Guard> guard = settings.contains(GUARDED) ? Optional.of(Guard.make()) : Optional.empty();
        List<String> all = Stream.concat(
                        settings.stream().filter(setting -> !setting.equals(GUARDED)),
                        guard.stream().flatMap(it -> it.settings().stream()))
                .toList();
        Packaged service = Packaged.of(home, all);
        long begun = System.nanoTime();
        ServerProcess process = ServerProcess.logging(service.behindItsLauncher());
        process.awaitListening(service.grpc());
        Connections connections = Connections.to(service.grpc(), CONNECTIONS, guard);
        return new OurService(
                RunningServer.of("ResForge", process, connections, ClassifyRequests.ours(), begun),
                service.http(),
                service.grpc());
    }

    /** A peer says on which port it is ready. */
    private static RunningServer peer(String name, List<String> command) {
        long begun = System.nanoTime();
        ServerProcess process = ServerProcess.speaking(command);
        Connections connections = Connections.to(process.announcedPort(), CONNECTIONS);
        List<Request> requests = ClassifyRequests.pixels(PEER_METHOD);
        return RunningServer.of(name, process, connections, requests, begun);
    }

    /**
     * The Python server with ONNX Runtime.
     *
     * @param onnx the network
     */
    public static RunningServer grpcio(Path onnx) {
        return peer("Python grpcio", List.of(python(), "benchmarks/peers/serving/grpcio_server.py", onnx.toString()));
    }

    /** The echo in Go. */
    public static RunningServer echo() {
        return peer("Go echo", List.of(System.getProperty("echo", "target/echo")));
    }

    /** A Python that has what the peers need. */
    public static String python() {
        return System.getProperty("python", "python3");
    }
}
