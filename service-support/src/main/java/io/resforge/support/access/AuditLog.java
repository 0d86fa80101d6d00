package io.resforge.support.access;

import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.resforge.registry.value.AuditLine;
import io.resforge.support.LogLimit;
import io.resforge.support.StartRefusal;
import io.resforge.support.access.AccessTable.Row;
import jakarta.inject.Singleton;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.ErrorManager;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.OutputStreamHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/**
 * One line of JSON for each change of state: who, from where, what, before and after, and how it ended; refused attempts too. The lines are
 * apart from the log, and bounded: files are rotated, and of refused attempts a few a second are written, so that a flood of them does not
 * drive the others out. That a line could not be written is counted and logged; the change is made all the same.
 */
@Singleton
public final class AuditLog {

    private static final Logger LOG = Logger.getLogger(AuditLog.class);
    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final int REFUSALS_A_SECOND = 10;
    private static final long MEBIBYTE = 1 << 20;

    private final String service;
    private final ExtHandler lines;
    private final Counter written;
    private final Counter lost;
    private final Counter unwritten;
    private final LogLimit told = new LogLimit();
    private boolean failed;
    private final RateLimit refusals = new RateLimit(REFUSALS_A_SECOND, System::nanoTime);

    AuditLog(
            AuditConfig config,
            @ConfigProperty(name = "quarkus.application.name") String service,
            MeterRegistry registry) {
        this.service = service;
        this.written = counter(registry, "written");
        this.lost = counter(registry, "failed");
        this.unwritten = counter(registry, "suppressed");
        this.lines = handler(config, service);
        lines.setFormatter(new PatternFormatter("%s%n"));
        lines.setErrorManager(new ErrorManager() {
            @Override
            public void error(String message, Exception failure, int code) {
                failed = true;
                if (told.allows()) {
                    LOG.errorf("An audit line could not be written: %s: %s", message, failure);
                }
            }
        });
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("resforge.audit.lines")
                .description("Lines of the audit, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static ExtHandler handler(AuditConfig config, String service) {
        try {
            return switch (config.to()) {
                case "none" -> new OutputStreamHandler(OutputStream.nullOutputStream(), new PatternFormatter(""));
                case "console" ->
                    new OutputStreamHandler(new FileOutputStream(FileDescriptor.out), new PatternFormatter(""));
                default -> file(Path.of(config.to()), service, config);
            };
        } catch (IOException | InvalidPathException e) {
            throw StartRefusal.of("resforge.audit.to: nothing can be written to " + config.to() + ": " + e);
        }
    }

    private static ExtHandler file(Path folder, String service, AuditConfig config) throws IOException {
        Files.createDirectories(folder);
        SizeRotatingFileHandler handler = new SizeRotatingFileHandler();
        handler.setAppend(true);
        handler.setRotateSize(config.fileSize() * MEBIBYTE);
        handler.setMaxBackupIndex(config.files());
        handler.setAutoFlush(true);
        handler.setEncoding(StandardCharsets.UTF_8.name());
        handler.setFile(folder.resolve(service + ".jsonl").toFile());
        return handler;
    }

    /** What a caller calls its request, if that can be an id; else a new one. */
    static String requestId(String given) {
        return given != null && REQUEST_ID.matcher(given).matches()
                ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** A call that changes something has ended, well or not. */
    void ended(Requester requester, Row row, Status status) {
        ended(requester, row, status.getCode().name(), status.getDescription());
    }

    /** A call was not let in. */
    void refused(Requester requester, Row row, AccessRefused refusal) {
        ended(requester, row, refusal.grpcStatus());
    }

    /**
     * The same of any protocol.
     *
     * @param outcome the name of a gRPC status
     * @param detail why it is not OK, or null
     */
    void ended(Requester requester, Row row, String outcome, String detail) {
        boolean keptOut = outcome.equals("UNAUTHENTICATED") || outcome.equals("PERMISSION_DENIED");
        if (keptOut && refusals.take("").isPresent()) {
            unwritten.increment();
            return;
        }
        write(requester, row.call(), requester.change(), outcome, detail);
    }

    /**
     * The service itself has changed something.
     *
     * @param what such as {@code prune}
     * @param target such as {@code models/cifar10/versions/3}
     * @param before what it was; empty if it was not there
     * @param after what it is then; empty if it is gone
     * @param why in words
     */
    public void changed(String what, String target, String before, String after, String why) {
        Requester itself = new Requester(Principal.ANYONE, "", requestId(null));
        write(itself, what, new Requester.Change(target, before, after), Status.Code.OK.name(), why);
    }

    private void write(Requester requester, String what, Requester.Change change, String outcome, String detail) {
        boolean itself = requester.from().isEmpty();
        AuditLine line = new AuditLine(
                service,
                itself ? service : requester.principal().name(),
                requester.from(),
                requester.requestId(),
                what,
                change.target(),
                change.before(),
                change.after(),
                outcome,
                detail);
        write(line.json(Instant.now()));
    }

    private synchronized void write(String line) {
        failed = false;
        lines.publish(new LogRecord(Level.INFO, line));
        lines.flush();
        (failed ? lost : written).increment();
    }
}
