package io.resforge.cli.local;

import io.resforge.cli.local.LocalService.ServicePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a service is started: its command line and what its environment holds beyond that of this process. */
final class ServiceCommand {

    private static final String WORKER_OPTIONS = "RESFORGE_WORKER_JAVA_OPTIONS";

    /** What a service gets its certificate by. */
    static final List<String> TLS = List.of("RESFORGE_TLS_CERTIFICATE", "RESFORGE_TLS_KEY", "RESFORGE_TLS_CLIENT_CA");

    /** How many models the inference service finds in the store; each takes memory. */
    private static final String DISCOVERY = "RESFORGE_DISCOVER_MODELS";

    private static final String MOST_MODELS = "32";

    private ServiceCommand() {}

    /** The command line. */
    static List<String> line(LocalService service, ServicePorts ports, LocalSetup surroundings) {
        List<String> line = new ArrayList<>(deafToTheTerminal());
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(service.heap());
        line.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        line.add("--sun-misc-unsafe-memory-access=allow");
        // In the variables, which workers read as they are, the configuration would replace ${...}. Properties go
        // before variables.
        Map<String, String> variables = environment(surroundings, System.getenv());
        line.add("-Dresforge.home=" + literal(variables.get("RESFORGE_HOME")));
        line.add("-Dresforge.store=" + literal(variables.get("RESFORGE_STORE")));
        line.add("-Dquarkus.http.host=" + surroundings.host());
        line.add("-Dquarkus.http.port=" + ports.http());
        line.add("-Dquarkus.grpc.server.host=" + surroundings.host());
        line.add("-Dquarkus.grpc.server.port=" + ports.grpc());
        Path application = service.application(surroundings.root());
        // What the manifest of quarkus-run.jar opens.
        line.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        line.addAll(rehearsed(application, service.toString())
                .orElseGet(() -> sharedClasses(application, service.toString())));
        line.addAll(List.of("-cp", ClassPath.of(application), service.mainClass()));
        return line;
    }

    /**
     * Options for the classes that a rehearsal found, if there was one since the application was packaged: {@code resforge}, the launcher,
     * has the inference service rehearse its start when it is built.
     */
    private static Optional<List<String>> rehearsed(Path application, String name) {
        Path cache = application.resolve(name + ".aot");
        File packaged = application.resolve("quarkus-run.jar").toFile();
        boolean usable = Files.isRegularFile(cache) && cache.toFile().lastModified() >= packaged.lastModified();
        // Where Java finds that something has changed, it starts as if there were none.
        return usable
                ? Optional.of(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"))
                : Optional.empty();
    }

    /**
     * Options for class data sharing: the first process archives the classes it used when it ends, and later ones begin in about two
     * thirds of the time. Java makes the archive anew where the jars have changed, and goes without it where it cannot be written.
     */
    private static List<String> sharedClasses(Path application, String name) {
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + application.resolve(name + ".jsa"),
                // It would say that options which make modules accessible cost a part of the gain.
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off");
    }

    /** The variables. */
    static Map<String, String> environment(LocalSetup surroundings, Map<String, String> inherited) {
        Map<String, String> variables = new HashMap<>();
        variables.put("RESFORGE_HOME", surroundings.state().path().toString());
        variables.put("RESFORGE_STORE", surroundings.state().store());
        String natives = surroundings.natives().toString();
        variables.put("DJL_CACHE_DIR", inherited.getOrDefault("DJL_CACHE_DIR", natives));
        String worker = sharedClasses(LocalService.TRAINER.application(surroundings.root()), "worker").stream()
                .map(option -> literal(option.replace("\\", "\\\\").replace(",", "\\,")))
                .collect(Collectors.joining(","));
        String own = inherited.get(WORKER_OPTIONS);
        variables.put(WORKER_OPTIONS, own == null ? worker : worker + "," + own);
        variables.put(DISCOVERY, inherited.getOrDefault(DISCOVERY, MOST_MODELS));
        // What is for this command alone is reached over loopback; only 'up' opens a service to others.
        TLS.forEach(variable -> variables.put(variable, ""));
        variables.putAll(surroundings.environment());
        return variables;
    }

    /** A value in which the services' configuration finds no expression. */
    private static String literal(String value) {
        return value.replace("$", "\\$");
    }

    /**
     * Ctrl-C and the end of a terminal reach every process of it at once, but a service must outlive the command that still talks to it,
     * or that has left it behind: it ignores both signals and is stopped by a command. Ignored signals stay ignored across exec.
     */
    private static List<String> deafToTheTerminal() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows ? List.of() : List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");
    }

    /**
     * All jars of an application on one class path. Behind {@code quarkus-run.jar} they have a class loader of Quarkus' own, of whose classes
     * Java can keep no archive. They are named one by one, in an order that is the same on every file system, since an archive is for one order.
     */
    static final class ClassPath {

        private ClassPath() {}

        /** The class path of a packaged application; what is not there is left out. */
        static String of(Path application) {
            return Stream.of("quarkus", "app", "lib/boot", "lib/main")
                    .flatMap(folder -> jars(application.resolve(folder)))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }

        private static Stream<Path> jars(Path folder) {
            if (!Files.isDirectory(folder)) {
                return Stream.empty();
            }
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + folder, e);
            }
        }
    }
}
