package io.resforge.cli.common;

import io.resforge.cli.common.RunningServices.Running;
import io.resforge.client.ResForgeClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the inference service listens. */
public final class InferenceOption implements ContextOption {

    @Option(
            names = "--server",
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "Where the inference service listens; several with commas between, with TLS as grpcs://HOST:PORT. Default: $$RESFORGE_INFERENCE, or what runs on this machine, or localhost:9000.")
    private List<String> given;

    private Optional<Home> home = Optional.empty();

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private TlsOption tls = new TlsOption();

    /** For picocli. */
    public InferenceOption() {}

    @Override
    public void use(CommandContext context) {
        home = context.state();
    }

    /** The service that runs on this machine, as the state folder says, whatever server was named. */
    public Optional<Running> running() {
        return home.flatMap(it -> new RunningServices(it).newest(RunningServices.INFERENCE));
    }

    /** A client of that server. */
    public ResForgeClient connect() {
        return Addresses.client(builder -> token.apply(tls.apply(builder))
                .inference(Addresses.known(addresses()).toArray(String[]::new)));
    }

    /** The same that asks once only and not for longer than this, to find out whether a server is there. */
    public ResForgeClient connect(Duration deadline) {
        return Addresses.client(builder -> token.apply(tls.apply(builder))
                .deadline(deadline)
                .attempts(1)
                .inference(Addresses.known(addresses()).toArray(String[]::new)));
    }

    /**
     * Asks the server over HTTP how it does.
     *
     * @param page where it answers HTTP; null for the service that runs on this machine
     * @return empty if it is not known where
     */
    public Optional<ServerStatus> status(URI page) {
        boolean elsewhere =
                given != null || Addresses.fromEnvironment("RESFORGE_INFERENCE").isPresent();
        Optional<URI> known = Optional.ofNullable(page)
                .or(() -> elsewhere
                        ? Optional.empty()
                        : running().map(Running::page).map(URI::create));
        return known.map(it -> new ServerStatus(it, token.token(), tls.overHttp()));
    }

    private List<String> addresses() {
        if (given != null) {
            return given;
        }
        return Addresses.fromEnvironment("RESFORGE_INFERENCE")
                .orElseGet(() -> List.of(running().map(Running::address).orElse(ResForgeClient.DEFAULT_INFERENCE)));
    }
}
