package io.resforge.trainer;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The control plane's command line. What is not given here is taken from the configuration. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Takes runs in over gRPC, has workers train them, and tells how far they are.",
            "Stopping it leaves its workers at work; it finds them again when it is started anew."
        })
final class ServeCommand implements Callable<Integer> {

    @Option(
            names = "--store",
            paramLabel = "LOCATION",
            description = "Where the store is: a folder, a file: URI, or s3://bucket/prefix.")
    private String store;

    @Option(names = "--port", paramLabel = "PORT", description = "Port for gRPC; 9001.")
    private Integer port;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Port for health and metrics; 8081.")
    private Integer httpPort;

    @Override
    public Integer call() {
        set("resforge.store", store);
        set("quarkus.grpc.server.port", port);
        set("quarkus.http.port", httpPort);
        Quarkus.run();
        return 0;
    }

    private static void set(String property, Object value) {
        if (value != null) {
            System.setProperty(property, value.toString());
        }
    }
}
