package io.resforge.benchmarks.serving.server;

import io.resforge.benchmarks.serving.load.Connections;
import io.resforge.benchmarks.serving.load.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the servers that are compared. */
public final class Servers {

    /** Shared by all callers, as in a client with a channel for each of its threads of events. */
    private static final int CONNECTIONS = Integer.getInteger("connections", 2);

    /** Begins the setting that names another build of our service. */
    private static final String BUILD = "build=";

    private static final String PEER_METHOD = "peer.Classifier/Classify";

    private Servers() {}

    /**
     * Our service as it is packaged, with a home of its own.
     *
     * @param home folder with the store
     * @param settings such as {@code resforge.watch.interval=100ms}, the JVM's such as {@code -Xmx128m}, and {@code build=FOLDER} for another
     *     build of the service
     */
    public static OurService ours(Path home, List<String> settings) {
        int grpc = freePort();
        int http = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words("service.java", "-Xmx512m -XX:MaxNewSize=32m -XX:+UseSerialGC"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.add("-Dresforge.home=" + home);
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + http);
        command.add("-Dquarkus.grpc.server.host=127.0.0.1");
        command.add("-Dquarkus.grpc.server.port=" + grpc);
        String build = System.getProperty("service", "inference-service/target/quarkus-app");
        for (String setting : settings) {
            if (setting.startsWith(BUILD)) {
                build = setting.substring(BUILD.length());
            } else {
                command.add(setting.startsWith("-") ? setting : "-D" + setting);
            }
        }
        command.add("-jar");
        command.add(build + "/quarkus-run.jar");
        long begun = System.nanoTime();
        ServerProcess process = ServerProcess.logging(command);
        process.awaitListening(grpc);
        Connections connections = Connections.to(grpc, CONNECTIONS);
        return new OurService(RunningServer.of("ResForge", process, connections, Requests.ours(), begun), http);
    }

    /** A peer says on which port it is ready. */
    private static RunningServer peer(String name, List<String> command) {
        long begun = System.nanoTime();
        ServerProcess process = ServerProcess.speaking(command);
        Connections connections = Connections.to(process.announcedPort(), CONNECTIONS);
        List<Request> requests = Requests.pixels(PEER_METHOD);
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

    private static List<String> words(String property, String usual) {
        String value = System.getProperty(property, usual).strip();
        return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
