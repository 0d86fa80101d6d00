package io.resforge.cli.local;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.CommandGroup.Holds;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resforge tokens}: makes what callers prove their identity with. */
@Holds(TokensCommand.Create.class)
@Command(
        name = "tokens",
        description = "Makes tokens by which the services know who calls.",
        footer = {"", "Example:", "  resforge tokens create ci --roles train --out ci.token >> principals"})
public final class TokensCommand extends CommandGroup {

    @Command(
            name = "create",
            description = {
                "Writes a new token of 256 random bits into a file that you alone can read, and prints the line for the file of",
                "principals, which holds a hash of it."
            },
            footer = {"", "Example:", "  resforge tokens create ci --roles train,observe --out ci.token >> principals"})
    static final class Create extends ContextCommand {

        private static final int BYTES = 32;
        private static final String BEGIN = "rf_";

        @Parameters(paramLabel = "NAME", description = "Who gets it, for the record.")
        private String name;

        @Option(
                names = "--roles",
                split = ",",
                required = true,
                paramLabel = "ROLE",
                description =
                        "What it may do: classify, observe, feedback, train, promote, admin; several with commas between.")
        private List<String> roles;

        @Option(
                names = "--models",
                split = ",",
                paramLabel = "NAME",
                description = "The models that it may do that with; all by default.")
        private List<String> models = List.of();

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "Until when, such as 2027-01-31T00:00:00Z; for ever by default.")
        private Instant expires;

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file for the token.")
        private Path out;

        @Override
        public Integer call() throws IOException {
            requireWord("NAME", name, "[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}");
            roles.forEach(role -> requireWord("--roles", role, "classify|observe|feedback|train|promote|admin"));
            models.forEach(model -> requireWord("--models", model, "[a-z0-9-]{1,63}"));
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            String token = BEGIN + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            write(token);
            context.terminal()
                    .out()
                    .println(name + " " + String.join(",", roles) + " sha256:" + sha256(token)
                            + (models.isEmpty() ? "" : " models=" + String.join(",", models))
                            + (expires == null ? "" : " expires=" + expires));
            return ExitCodes.OK;
        }

        private static void requireWord(String what, String word, String form) {
            if (!word.matches(form)) {
                throw CommandFailed.badUsage(what + " must be of the form " + form + ", was '" + word + "'");
            }
        }

        /** Its owner alone may read it, from its first byte on. */
        private void write(String token) throws IOException {
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] mine = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Set<StandardOpenOption> anew = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var file = Files.newByteChannel(out, anew, mine)) {
                file.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8)));
            } catch (FileAlreadyExistsException e) {
                throw CommandFailed.badUsage(
                        "there is already a file " + out + "; a token of another name would be lost");
            }
        }

        private static String sha256(String token) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }
}
