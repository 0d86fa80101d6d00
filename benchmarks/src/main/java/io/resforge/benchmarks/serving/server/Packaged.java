package io.resforge.benchmarks.serving.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How our packaged service is started.
 *
 * @param build folder of the package
 * @param options Java's, the service's settings among them
 * @param grpc the port of its gRPC server
 * @param http the port of its HTTP server
 */
record Packaged(Path build, List<String> options, int grpc, int http) {

    /** Begins the setting that names another build of our service. */
    private static final String BUILD = "build=";

    /** On ports that are free; {@link Servers#ours} tells what settings there are. */
    static Packaged of(Path home, List<String> settings) {
        int grpc = freePort();
        int http = freePort();
        List<String> options = new ArrayList<>(words(
                "service.java", "-Xmx512m -Xmn64m -XX:SurvivorRatio=4 -XX:TargetSurvivorRatio=90 -XX:+UseSerialGC"));
        options.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        options.add("-Dresforge.home=" + home);
        options.add("-Dquarkus.http.host=127.0.0.1");
        options.add("-Dquarkus.http.port=" + http);
        options.add("-Dquarkus.grpc.server.host=127.0.0.1");
        options.add("-Dquarkus.grpc.server.port=" + grpc);
        String build = System.getProperty("service", "inference-service/target/quarkus-app");
        for (String setting : settings) {
            if (setting.startsWith(BUILD)) {
                build = setting.substring(BUILD.length());
            } else {
                options.add(setting.startsWith("-") ? setting : "-D" + setting);
            }
        }
        return new Packaged(Path.of(build).toAbsolutePath(), options, grpc, http);
    }

    /** By the jar that Quarkus makes to launch it. */
    List<String> behindItsLauncher() {
        return line(List.of("-jar", build.resolve("quarkus-run.jar").toString()));
    }

    /** With all jars on one class path, as {@code ./resforge up} and the image start it. */
    List<String> onOneClassPath() {
        String jars = Stream.of("quarkus", "app", "lib/boot", "lib/main")
                .flatMap(folder -> jars(build.resolve(folder)))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return line(List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", jars, "io.resforge.inference.app.InferenceMain"));
    }

    /** What Java kept of the rehearsed start. */
    Path rehearsed() {
        return build.resolve("inference-service.aot");
    }

    private List<String> line(List<String> program) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(List.of(java), options, program).flatMap(List::stream).toList();
    }

    private static Stream<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
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
