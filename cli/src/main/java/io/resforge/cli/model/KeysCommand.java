package io.resforge.cli.model;

import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.CommandGroup.Holds;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.signature.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code resforge keys}: the keys that versions and promotions are signed with. */
@Holds(KeysCommand.Create.class)
@Command(
        name = "keys",
        description = "Makes the keys that versions and promotions are signed with.",
        footer = {"", "Example:", "  resforge keys create ~/keys"})
public final class KeysCommand extends CommandGroup {

    @Command(
            name = "create",
            description = {
                "Makes a key pair: key.pem signs and is to be kept secret, trusted.pem checks and may be given to anyone.",
                "Both are PEM files of ECDSA on the curve P-256, as OpenSSL and the tool model_signing read them. What is there"
                        + " already is never replaced."
            },
            footer = {"", "Example:", "  resforge keys create ~/keys"})
    static final class Create extends ContextCommand {

        @Parameters(paramLabel = "FOLDER", description = "Where the two files go; made if it is not there.")
        private Path folder;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() throws IOException {
            Path own = folder.resolve("key.pem");
            Path trusted = folder.resolve("trusted.pem");
            Files.createDirectories(folder);
            if (Files.exists(trusted)) {
                throw existing(trusted);
            }
            SigningKey key = SigningKey.generate();
            try {
                // Readable by its owner alone from the first moment on.
                Files.createFile(
                        own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                throw existing(own);
            }
            Files.writeString(own, key.privatePem());
            Files.writeString(trusted, key.publicKey().pem());
            Terminal terminal = context.terminal();
            if (json.isOn()) {
                JsonObject document = new JsonObject();
                document.addProperty("key", own.toString());
                document.addProperty("trusted", trusted.toString());
                document.addProperty("sha256", key.publicKey().fingerprint());
                JsonOption.print(terminal.out(), document);
                return ExitCodes.OK;
            }
            terminal.line("Wrote " + PlainText.of(own.toString()) + ", which signs: keep it secret.");
            terminal.line("Wrote " + PlainText.of(trusted.toString()) + ", which checks: SHA-256 "
                    + key.publicKey().fingerprint());
            return ExitCodes.OK;
        }

        private static CommandFailed existing(Path file) {
            return CommandFailed.badUsage(file + " is there already; another key pair needs another folder");
        }
    }
}
