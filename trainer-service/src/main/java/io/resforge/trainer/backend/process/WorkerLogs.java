package io.resforge.trainer.backend.process;

import io.resforge.neuralnet.text.FileTrouble;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** What workers print: one file a run. */
public final class WorkerLogs {

    /** A death's last words are at the end; nothing before is read. */
    private static final int TAIL = 16 * 1024;

    private static final Pattern ERROR = Pattern.compile("(Error|Exception)\\b|\\b(error|fatal|failed)\\b");

    private static final Logger LOG = Logger.getLogger(WorkerLogs.class);

    private final Path folder;

    public WorkerLogs(Path folder) {
        this.folder = folder;
    }

    /** Where the worker of a run prints to. */
    public Path of(String runId) {
        return folder.resolve(runId + ".log");
    }

    /** Why nothing can be printed there at this moment, in words; makes the folder, and leaves nothing else of having tried. */
    Optional<String> trouble() {
        try {
            Files.createDirectories(folder);
            Path trial = Files.createTempFile(folder, "room", ".tmp");
            try {
                Files.write(trial, new byte[TAIL]);
            } finally {
                Files.delete(trial);
            }
            return Optional.empty();
        } catch (IOException e) {
            String reason = e instanceof FileSystemException file && file.getReason() != null
                    ? file.getReason()
                    : FileTrouble.sentence(e);
            return Optional.of("cannot write the logs of workers to " + folder + ": " + reason);
        }
    }

    /** Removes the file of a run, if there is one. */
    void remove(String runId) {
        try {
            Files.deleteIfExists(of(runId));
        } catch (IOException e) {
            LOG.warnf("The log of an earlier run stays, and a run of the same id adds to it: %s", e.getMessage());
        }
    }

    /** The last line that speaks of an error; empty if none does or there is no such file. */
    Optional<String> lastError(String runId) {
        List<String> lines = tail(of(runId)).lines().toList();
        return lines.reversed().stream()
                .map(String::strip)
                .filter(line -> !line.startsWith("at ") && ERROR.matcher(line).find())
                .findFirst();
    }

    private static String tail(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, log.length() - TAIL);
            byte[] bytes = new byte[(int) (log.length() - start)];
            log.seek(start);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            // The log only adds detail to a reason that is told without it too.
            return "";
        }
    }
}
