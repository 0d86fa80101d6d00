package io.resforge.cli.common;

import io.resforge.client.ResForgeClient;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the trainer service listens. */
public final class TrainerOption {

    @Option(
            names = "--server",
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "Where the trainer service listens; several with commas between. Default: $$RESFORGE_TRAINER, or localhost:9001.")
    private List<String> given;

    /** For picocli. */
    public TrainerOption() {}

    /** A client of that server. */
    public ResForgeClient connect() {
        return Addresses.client(builder -> builder.trainer(addresses().toArray(String[]::new)));
    }

    /** Whether the user named a server, with the option or in the environment. */
    public boolean isGiven() {
        return given != null || Addresses.fromEnvironment("RESFORGE_TRAINER").isPresent();
    }

    /** Whether every server is on this machine, so that its files are ours. */
    public boolean isHere() {
        return addresses().stream().allMatch(it -> it.matches("(localhost|127\\..*|\\[::1]):.*"));
    }

    private List<String> addresses() {
        return given != null
                ? given
                : Addresses.fromEnvironment("RESFORGE_TRAINER").orElse(List.of(ResForgeClient.DEFAULT_TRAINER));
    }
}
