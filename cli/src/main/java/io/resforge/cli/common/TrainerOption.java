package io.resforge.cli.common;

import io.resforge.cli.common.RunningServices.Running;
import io.resforge.client.ResForgeClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the trainer service listens. */
public final class TrainerOption implements ContextOption {

    @Option(
            names = "--server",
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "Where the trainer service listens; several with commas between, with TLS as grpcs://HOST:PORT. Default: $$RESFORGE_TRAINER, or what runs on this machine, or localhost:9001.")
    private List<String> given;

    private Optional<Home> home = Optional.empty();

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private TlsOption tls = new TlsOption();

    private final String usual;

    /** For picocli. */
    public TrainerOption() {
        this(ResForgeClient.DEFAULT_TRAINER);
    }

    /** One with another usual address. */
    public TrainerOption(String usual) {
        this.usual = usual;
    }

    @Override
    public void use(CommandContext context) {
        home = context.state();
    }

    /** The service that runs on this machine, as the state folder says, whatever server was named. */
    public Optional<Running> running() {
        return home.flatMap(it -> new RunningServices(it).newest(RunningServices.TRAINER));
    }

    /** A client of that server. */
    public ResForgeClient connect() {
        return Addresses.client(builder -> token.apply(tls.apply(builder))
                .trainer(Addresses.known(addresses()).toArray(String[]::new)));
    }

    /** The same that asks once only and not for longer than this, to find out whether a server is there. */
    public ResForgeClient connect(Duration deadline) {
        return Addresses.client(builder -> token.apply(tls.apply(builder))
                .deadline(deadline)
                .attempts(1)
                .trainer(Addresses.known(addresses()).toArray(String[]::new)));
    }

    /** Whether the user named a server, with the option or in the environment. */
    public boolean isGiven() {
        return given != null || Addresses.fromEnvironment("RESFORGE_TRAINER").isPresent();
    }

    /** The usual address, if neither the user nor the state folder names one: what answers there may work on any state. */
    public Optional<String> guessed() {
        return isGiven() || running().isPresent() ? Optional.empty() : Optional.of(usual);
    }

    /** Whether every server is on this machine, so that its files are ours. */
    public boolean isHere() {
        return !isGiven()
                || addresses().stream()
                        .allMatch(it -> it.matches("((grpc|http)s?://)?(localhost|127\\..*|\\[::1]):.*"));
    }

    private List<String> addresses() {
        return given != null
                ? given
                : Addresses.fromEnvironment("RESFORGE_TRAINER")
                        .orElseGet(() -> List.of(running().map(Running::address).orElse(usual)));
    }
}
