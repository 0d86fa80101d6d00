package io.resforge.cli.common;

import io.resforge.client.ResForgeClient;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the inference service listens. */
public final class InferenceOption {

    @Option(
            names = "--server",
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "Where the inference service listens; several with commas between. Default: $$RESFORGE_INFERENCE, or localhost:9000.")
    private List<String> given;

    /** For picocli. */
    public InferenceOption() {}

    /** A client of that server. */
    public ResForgeClient connect() {
        List<String> addresses = given != null
                ? given
                : Addresses.fromEnvironment("RESFORGE_INFERENCE").orElse(List.of(ResForgeClient.DEFAULT_INFERENCE));
        return Addresses.client(builder -> builder.inference(addresses.toArray(String[]::new)));
    }
}
