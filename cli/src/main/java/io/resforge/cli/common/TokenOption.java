package io.resforge.cli.common;

import io.resforge.client.ResForgeClient;
import io.resforge.client.channel.BearerToken;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The token that calls are made with. There is no option for the token itself: other users of a machine see the options of a process. */
public final class TokenOption {

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "The file with the token that proves who you are. Default: the token in $$RESFORGE_TOKEN, or the file $$RESFORGE_TOKEN_FILE.")
    private Path file;

    /** For picocli. */
    public TokenOption() {}

    /** Has a client send the token that the option names, or the environment, or the context; none if none does. */
    ResForgeClient.Builder apply(ResForgeClient.Builder builder) {
        token(Contexts.environment()).ifPresent(builder::token);
        return builder;
    }

    /** The token that the option names, or the environment, or the context. */
    Optional<BearerToken> token() {
        return token(Contexts.environment());
    }

    Optional<BearerToken> token(Map<String, String> environment) {
        if (file != null) {
            return Optional.of(BearerToken.ofFile(file));
        }
        Optional<BearerToken> itself = given(environment, "RESFORGE_TOKEN").map(BearerToken::of);
        return itself.or(
                () -> given(environment, "RESFORGE_TOKEN_FILE").map(Path::of).map(BearerToken::ofFile));
    }

    private static Optional<String> given(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }
}
