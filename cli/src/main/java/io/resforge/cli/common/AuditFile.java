package io.resforge.cli.common;

import io.resforge.registry.value.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The audit of what commands change in a store themselves, without a service: {@code audit/resforge-cli.jsonl} in the home. */
public final class AuditFile {

    private static final String PROGRAM = "resforge-cli";
    private static final long MOST_BYTES = 10 << 20;

    private final CommandContext context;
    private final String command =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    /** Of one command: its lines have one request id. */
    public AuditFile(CommandContext context) {
        this.context = context;
    }

    /**
     * A change was made. That no line can be written is told; the change stays.
     *
     * @param target such as {@code models/cifar10/versions/3}
     * @param before empty if it was not there
     * @param after empty if it is gone
     */
    public void changed(String action, String target, String before, String after, String why) {
        Path folder = context.home().path().resolve("audit");
        AuditLine line = AuditLine.of(PROGRAM, "os:" + user(), command, action, target, before, after, why);
        try {
            Files.createDirectories(folder);
            append(folder.resolve(PROGRAM + ".jsonl"), line.json(Instant.now()) + "\n");
        } catch (IOException e) {
            context.terminal().err().println("warning: this change has no line in the audit: " + e);
        }
    }

    /** One write: lines of two commands do not mix. */
    private static void append(Path file, String line) throws IOException {
        if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.write(
                file,
                line.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }

    /** Java calls one without a name "?". */
    private static String user() {
        String name = System.getProperty("user.name", "?");
        return name.equals("?") ? ProcessHandle.current().info().user().orElse(name) : name;
    }
}
