package io.resforge.cli.local;

import io.resforge.cli.common.Home;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a service on this machine is given.
 *
 * @param root of the checkout, with the packaged services
 * @param state that it works on: the store, and what it keeps beside it
 * @param logs folder of its log
 * @param natives folder of unpacked native libraries; large, and the same for every state
 * @param host the interface to listen on, such as {@code localhost}
 * @param environment more variables for the process; those of this process are passed on anyway
 */
public record LocalSetup(Path root, Home state, Path logs, Path natives, String host, Map<String, String> environment) {

    private static final String OTHER_PAGES = "RESFORGE_PAGES_OTHER";

    public LocalSetup {
        environment = Map.copyOf(environment);
    }

    /** The usual: the home's own state, reachable from this machine only. */
    public static LocalSetup usual(Path root, Home home) {
        return new LocalSetup(root, home, home.logs(), home.cache().resolve("djl"), "localhost", Map.of());
    }

    /** The same over another state. */
    public LocalSetup withState(Home other) {
        return new LocalSetup(root, other, logs, natives, host, environment);
    }

    /** The same on another interface. */
    public LocalSetup withHost(String other) {
        return new LocalSetup(root, state, logs, natives, other, environment);
    }

    /** The same with the certificate that this process' environment names, if it names one. */
    public LocalSetup withTls(Map<String, String> ofThisProcess) {
        Map<String, String> more = new HashMap<>(environment);
        ServiceCommand.TLS.forEach(variable -> more.put(variable, ofThisProcess.getOrDefault(variable, "")));
        return withEnvironment(more);
    }

    /** The same with where the pages of the other service are; a variable of this process goes before. */
    LocalSetup withOtherPages(URI other) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(OTHER_PAGES, System.getenv().getOrDefault(OTHER_PAGES, other.toString()));
        return withEnvironment(more);
    }

    /** Whether services speak TLS. */
    boolean speaksTls() {
        return !environment.getOrDefault(ServiceCommand.TLS.getFirst(), "").isBlank();
    }

    /** The same with these variables. */
    public LocalSetup withEnvironment(Map<String, String> other) {
        return new LocalSetup(root, state, logs, natives, host, other);
    }
}
