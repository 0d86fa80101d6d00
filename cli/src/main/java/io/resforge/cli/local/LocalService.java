package io.resforge.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** A service that can be started here. */
public enum LocalService {
    /** The control plane: runs, versions, promotions. */
    TRAINER("trainer-service", "io.resforge.trainer.TrainerMain", new ServicePorts(9001, 8081), List.of("-Xmx256m")),

    /**
     * Serves the champion. A few large calls at once need a large heap, but small ones leave only garbage: a young generation that
     * may grow with the heap fills it all before it is collected. Its survivors have room for the files of versions that are loaded one
     * after the other, which would else grow old and fill the rest.
     */
    INFERENCE(
            "inference-service",
            "io.resforge.inference.app.InferenceMain",
            new ServicePorts(9000, 8080),
            List.of("-Xmx512m", "-Xmn64m", "-XX:SurvivorRatio=4", "-XX:TargetSurvivorRatio=90"));

    private final String module;
    private final String mainClass;
    private final ServicePorts usual;
    private final List<String> heap;

    LocalService(String module, String mainClass, ServicePorts usual, List<String> heap) {
        this.module = module;
        this.mainClass = mainClass;
        this.usual = usual;
        this.heap = heap;
    }

    /** The ports that it has if they are free. */
    ServicePorts usual() {
        return usual;
    }

    /** Java's options for its heap; tensors live outside of it. */
    List<String> heap() {
        return heap;
    }

    /** The folder of the packaged application. */
    Path application(Path root) {
        return root.resolve(module).resolve("target/quarkus-app");
    }

    /** The class that is run. */
    String mainClass() {
        return mainClass;
    }

    /** The module's name, such as {@code trainer-service}. */
    @Override
    public String toString() {
        return module;
    }

    /**
     * Where a service listens.
     *
     * @param grpc from 1 to 65535
     * @param http from 1 to 65535
     */
    public record ServicePorts(int grpc, int http) {

        /** Stands for any free port. */
        private static final int ANY = 0;

        /**
         * Free ports are below those that systems give to outgoing connections (Linux from 32768, others from 49152): one of these could
         * take the port before the service does.
         */
        private static final int FIRST = 20_000;

        private static final int COUNT = 12_000;

        /** Ports that this process has chosen: a service that was started a moment ago may not listen yet. */
        private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

        /** And those that other processes have. */
        private static final PortClaims CLAIMS = PortClaims.ofThisUser();

        public ServicePorts {
            check(grpc);
            check(http);
        }

        private static void check(int port) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is within 1 to 65535, was " + port);
            }
        }

        /** Where a service on these ports of a host answers HTTP, with a slash at its end. */
        URI page(String host, boolean tls) {
            return URI.create((tls ? "https" : "http") + "://" + host + ":" + http + "/");
        }

        /** These ports, each replaced by a free one if something listens there already, or another command is about to have it. */
        ServicePorts orFree() {
            return bound(grpc, http);
        }

        /** Any free ports. */
        public static ServicePorts free() {
            return bound(ANY, ANY);
        }

        private static ServicePorts bound(int grpc, int http) {
            // Both stay open until both are chosen, so that they differ.
            try (ServerSocket first = bound(grpc);
                    ServerSocket second = bound(http)) {
                return new ServicePorts(first.getLocalPort(), second.getLocalPort());
            } catch (IOException failure) {
                throw new UncheckedIOException("no free port on this machine", failure);
            }
        }

        private static ServerSocket bound(int port) throws IOException {
            if (port != ANY && CLAIMS.claim(port)) {
                try {
                    return new ServerSocket(port);
                } catch (IOException taken) {
                    CLAIMS.release(port); // replaced by a free one
                }
            }
            int start = ThreadLocalRandom.current().nextInt(COUNT);
            for (int i = 0; i < COUNT; i++) {
                int candidate = FIRST + (start + i) % COUNT;
                if (CHOSEN.add(candidate) && CLAIMS.claim(candidate)) {
                    try {
                        return new ServerSocket(candidate);
                    } catch (IOException taken) {
                        CLAIMS.release(candidate); // the next one may be free
                    }
                }
            }
            throw new IOException("none of the ports from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
        }
    }
}
