package io.resforge.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a service is started: its command line and what its environment holds beyond that of this process. */
final class ServiceCommand {

    private ServiceCommand() {}

    /** The command line. */
    static List<String> line(Service service, Ports ports, Surroundings surroundings) {
        List<String> line = new ArrayList<>(deafToCtrlC());
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx" + service.heap(), "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        line.add("--sun-misc-unsafe-memory-access=allow");
        line.add("-Dquarkus.http.host=" + surroundings.host());
        line.add("-Dquarkus.http.port=" + ports.http());
        line.add("-Dquarkus.grpc.server.host=" + surroundings.host());
        line.add("-Dquarkus.grpc.server.port=" + ports.grpc());
        line.addAll(List.of("-jar", service.jar(surroundings.root()).toString()));
        return line;
    }

    /** The variables. */
    static Map<String, String> environment(Surroundings surroundings, Map<String, String> inherited) {
        Map<String, String> variables = new HashMap<>();
        variables.put("RESFORGE_HOME", surroundings.state().path().toString());
        variables.put("RESFORGE_STORE", surroundings.state().store().toString());
        String natives = surroundings.natives().toString();
        variables.put("DJL_CACHE_DIR", inherited.getOrDefault("DJL_CACHE_DIR", natives));
        variables.putAll(surroundings.environment());
        return variables;
    }

    /**
     * Ctrl-C reaches every process of the terminal at once, but a service must outlive the command that still talks to it: it
     * ignores the interrupt and is stopped by the command. An ignored signal stays ignored across exec.
     */
    private static List<String> deafToCtrlC() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows ? List.of() : List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    }
}
